import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { prepareImage } from "./prepare";

/** What the browser can do. */
let encodes: string[];
let decodes: boolean;
let readsPixels: boolean;
let hasMemory: boolean;
let picture: { width: number; height: number };
let isTransparent: boolean;
/** Colours that canvases were filled with below a picture. */
let filled: string[];

class Canvas {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext() {
    if (!hasMemory && this.width > 100) return null;
    return {
      fillStyle: "",
      globalCompositeOperation: "source-over",
      drawImage() {},
      fillRect() {
        if (this.globalCompositeOperation === "destination-over") filled.push(this.fillStyle);
      },
      getImageData: (_x: number, _y: number, width: number, height: number) => {
        const pixel = readsPixels ? [0x3c, 0x78, 0xb4, isTransparent ? 0 : 255] : [1, 2, 3, 255];
        return { data: new Uint8Array(Array.from({ length: width * height }, () => pixel).flat()) };
      },
    };
  }
  async convertToBlob({ type }: { type: string }) {
    return new Blob([`${this.width}x${this.height}`], { type: encodes.includes(type) ? type : "image/png" });
  }
}

beforeEach(() => {
  encodes = ["image/png", "image/jpeg", "image/webp"];
  [decodes, readsPixels, hasMemory, isTransparent] = [true, true, true, false];
  picture = { width: 4_000, height: 3_000 };
  filled = [];
  vi.stubGlobal("OffscreenCanvas", Canvas);
  vi.stubGlobal("createImageBitmap", async () => {
    if (!decodes) throw new Error("not an image");
    return { ...picture, close() {} };
  });
});
afterEach(() => vi.unstubAllGlobals());

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
/** A photo that says where it was taken. */
const PHOTO = new Blob([
  new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 9, ...ascii("GPS 37N"), 0xff, 0xda, 0, 2, 1, 2, 0xff, 0xd9]),
]);

describe("a thumbnail", () => {
  it("is a WebP", async () => {
    const made = await prepareImage(PHOTO, "image/jpeg");
    expect(made).toMatchObject({ width: 4_000, height: 3_000, thumbnailSize: 7, thumbnailType: "image/webp" });
    expect(made?.preview?.type).toBe("image/webp");
  });

  it("is a JPEG where the browser encodes no WebP", async () => {
    encodes = ["image/png", "image/jpeg"];
    const made = await prepareImage(PHOTO, "image/jpeg");
    expect(made).toMatchObject({ thumbnailSize: 7, thumbnailType: "image/jpeg" });
    expect([made?.preview?.type, await made?.preview?.text()]).toEqual(["image/jpeg", "640x480"]);
  });

  it("that is a JPEG is white where the picture is transparent", async () => {
    encodes = ["image/png", "image/jpeg"];
    isTransparent = true;
    await prepareImage(new Blob([new Uint8Array(10)]), "image/png");
    expect(filled).toEqual(["#fff"]);
  });

  it("a small image needs none", async () => {
    picture = { width: 200, height: 100 };
    const made = await prepareImage(PHOTO, "image/jpeg");
    expect(made).toMatchObject({ width: 200, height: 100 });
    expect([made?.thumbnailSize, made?.thumbnailType]).toEqual([undefined, undefined]);
  });
});

describe("a photo loses its place also where the browser", () => {
  const withoutPlace = async () => {
    const made = await prepareImage(PHOTO, "image/jpeg");
    const bytes = new TextDecoder("latin1").decode(await made?.file.arrayBuffer());
    expect(bytes).toBe("\xff\xd8\xff\xda\x00\x02\x01\x02\xff\xd9");
    expect(made?.file.type).toBe("image/jpeg");
    expect(made?.width).toBeUndefined();
  };

  it("gives no pixels to pages", async () => {
    readsPixels = false;
    await withoutPlace();
  });

  it("cannot decode it", async () => {
    decodes = false;
    await withoutPlace();
  });

  it("has no memory for a canvas", async () => {
    hasMemory = false;
    await withoutPlace();
  });

  it("has no canvas", async () => {
    vi.stubGlobal("OffscreenCanvas", () => {
      throw new Error("forbidden");
    });
    await withoutPlace();
  });
});

it("what is of another format than it says, and cannot be decoded, is sent as it is", async () => {
  decodes = false;
  expect(await prepareImage(new Blob(["<html>"]), "image/png")).toBeUndefined();
  expect(await prepareImage(new Blob(["GIF89a"]), "image/gif")).toBeUndefined();
});
