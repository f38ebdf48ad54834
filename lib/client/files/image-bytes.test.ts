import { expect, it } from "vitest";
import { isAnimated, withoutMetadata } from "./image-bytes";

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const big = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const little = (n: number) => big(n).reverse();
const pngChunk = (name: string, data = "") => [...big(data.length), ...ascii(name), ...ascii(data), 1, 2, 3, 4];
const png = (...chunks: number[][]) =>
  new Uint8Array([0x89, ...ascii("PNG\r\n\x1a\n"), ...chunks.flat(), ...pngChunk("IEND")]);
const webpChunk = (name: string, data: number[]) => [
  ...ascii(name),
  ...little(data.length),
  ...data,
  ...(data.length % 2 ? [0] : []),
];
const webp = (...chunks: number[][]) => {
  const inner = [...ascii("WEBP"), ...chunks.flat()];
  return new Uint8Array([...ascii("RIFF"), ...little(inner.length), ...inner]);
};
const extended = (flags: number) => webpChunk("VP8X", [flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]);

it("a PNG loses its texts, times and places, and whatever follows its end; colours and frames stay", () => {
  const kept = [pngChunk("IHDR", "h"), pngChunk("gAMA", "g"), pngChunk("acTL", "a"), pngChunk("IDAT", "d")];
  const [header = [], gamma = [], frames = [], data = []] = kept;
  const secret = [pngChunk("eXIf", "place"), pngChunk("tEXt", "author"), pngChunk("iTXt", "x"), pngChunk("tIME", "t")];
  const [exif = [], ...texts] = secret;
  const file = png(header, exif, gamma, frames, data, ...texts);
  const withTail = new Uint8Array([...file, ...ascii("cropped part")]);
  expect(withoutMetadata(withTail)).toEqual(png(header, gamma, frames, data));
});

it("a WebP loses EXIF and XMP, and no longer announces them", () => {
  const picture = webpChunk("VP8L", [1, 2, 3]);
  const file = webp(extended(0x1c), picture, webpChunk("EXIF", [9, 9]), webpChunk("XMP ", [8]));
  expect(withoutMetadata(file)).toEqual(webp(extended(0x10), picture));
});

it("tells animated images from others", () => {
  expect(isAnimated(png(pngChunk("IHDR"), pngChunk("acTL")), "image/png")).toBe(true);
  expect(isAnimated(png(pngChunk("IHDR"), pngChunk("IDAT")), "image/png")).toBe(false);
  expect(isAnimated(webp(extended(0x02)), "image/webp")).toBe(true);
  expect(isAnimated(webp(extended(0x10)), "image/webp")).toBe(false);
  expect(isAnimated(webp(webpChunk("VP8 ", [1])), "image/webp")).toBe(false);
});

it.each([
  ["nothing", []],
  ["another file", ascii("GIF89a and more than twelve bytes")],
  ["a chunk longer than the file", [0x89, ...ascii("PNG\r\n\x1a\n"), ...big(0xffffffff), ...ascii("IDAT"), 1, 2, 3, 4]],
  ["a PNG without an end", [0x89, ...ascii("PNG\r\n\x1a\n"), ...pngChunk("IHDR")]],
  ["a WebP without chunks", [...ascii("RIFF"), ...little(4), ...ascii("WEBP")]],
  [
    "a WebP chunk longer than the file",
    [...ascii("RIFF"), ...little(99), ...ascii("WEBP"), ...ascii("VP8 "), 255, 0, 0, 0],
  ],
])("gives nothing for %s", (_, bytes) => {
  const file = new Uint8Array(bytes);
  for (const type of ["image/png", "image/webp", "image/jpeg"])
    expect([withoutMetadata(file), isAnimated(file, type)]).toEqual([undefined, false]);
});
