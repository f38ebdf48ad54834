/**
 * Makes an image ready to upload: re-encoded without metadata (a photo says where it was taken), with a thumbnail, its
 * dimensions, and a placeholder. A film gets the last three, from one of its first frames.
 */
import {
  PLACEHOLDER_PIXELS,
  SMALL_IMAGE_BYTES,
  THUMBNAIL_MAX_BYTES,
  THUMBNAIL_MAX_PIXELS,
  THUMBNAIL_TYPES,
} from "@/lib/protocol/files";
import { isAnimated, withoutMetadata } from "./image-bytes";
import type { Prepared } from "./room-uploads";

/** The largest canvas that all browsers have, in pixels. Larger images are reduced to it. */
const CANVAS_MAX_AREA = 4_096 ** 2;
const QUALITY = 0.9;
const THUMBNAIL_QUALITY = 0.8;
const VIDEO_WITHIN_MS = 10_000;
const REENCODED = ["image/jpeg", "image/png", "image/webp"];

type Canvas = OffscreenCanvas | HTMLCanvasElement;
type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;
interface Drawing {
  canvas: Canvas;
  context: Context;
}
interface Size {
  width: number;
  height: number;
}

/**
 * If the browser cannot decode the image, does not let pages read pictures, or lacks memory, the image only loses its metadata.
 * Undefined: it is uploaded as it is.
 */
export async function prepareImage(original: Blob, type: string): Promise<Prepared | undefined> {
  const drawn = await redrawn(original, type).catch(() => undefined);
  if (drawn) return drawn;
  const file = REENCODED.includes(type) && (await stripped(original, type));
  return file ? { file } : undefined;
}

async function redrawn(original: Blob, type: string): Promise<Prepared | undefined> {
  if (!canRead()) return undefined;
  const picture = await createImageBitmap(original, { imageOrientation: "from-image" });
  try {
    const file = await reencoded(original, type, picture);
    const isReduced = file.isFromCanvas && picture.width * picture.height > CANVAS_MAX_AREA;
    const { width, height } = isReduced ? fitArea(picture) : picture;
    const isSmall = Math.max(width, height) <= THUMBNAIL_MAX_PIXELS && file.bytes.size <= SMALL_IMAGE_BYTES;
    const more = await picturesOf(picture, picture, isSmall && type !== "image/gif");
    return { file: file.bytes, width, height, ...more };
  } finally {
    picture.close();
  }
}

/** Undefined: the browser cannot show the film, or not in time. */
export async function prepareVideo(original: Blob): Promise<Prepared | undefined> {
  if (!canRead()) return undefined;
  const url = URL.createObjectURL(original);
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, preload: "auto" });
  try {
    video.src = url;
    await happened(video, "loadeddata");
    // Films often begin black.
    video.currentTime = Math.min(1, video.duration / 10 || 0);
    await happened(video, "seeked");
    const { videoWidth: width, videoHeight: height } = video;
    if (!width || !height) return undefined;
    return { file: original, width, height, ...(await picturesOf(video, { width, height }, false)) };
  } finally {
    URL.revokeObjectURL(url);
    video.removeAttribute("src");
    video.load();
  }
}

function happened(video: HTMLVideoElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the film is not shown in time")), VIDEO_WITHIN_MS);
    const ended = (settle: () => void) => () => {
      clearTimeout(timer);
      settle();
    };
    video.addEventListener(event, ended(resolve), { once: true });
    video.addEventListener(
      "error",
      ended(() => reject(new Error("the film cannot be shown"))),
      { once: true },
    );
  });
}

/** @param isSmall whether the file is its own thumbnail */
async function picturesOf(picture: CanvasImageSource, size: Size, isSmall: boolean) {
  const drawing = drawn(picture, fitSides(size, THUMBNAIL_MAX_PIXELS));
  const placeholder = placeholderOf(drawing.canvas);
  const preview = await previewOf(drawing, isSmall);
  const thumbnailType = THUMBNAIL_TYPES.find((each) => each === preview.type);
  const isThumbnail = !isSmall && thumbnailType && preview.size <= THUMBNAIL_MAX_BYTES;
  return {
    preview,
    ...(placeholder && { placeholder }),
    ...(isThumbnail && { thumbnailSize: preview.size, thumbnailType }),
  };
}

/** @param isAnyType whether it may be a PNG, which Safari gives instead of a WebP */
async function previewOf({ canvas, context }: Drawing, isAnyType: boolean): Promise<Blob> {
  const [webp, jpeg] = THUMBNAIL_TYPES;
  const preview = await encoded(canvas, webp, THUMBNAIL_QUALITY);
  if (preview.type === webp || isAnyType) return preview;
  // A JPEG would be black where the picture is transparent.
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  return encoded(canvas, jpeg, THUMBNAIL_QUALITY);
}

async function reencoded(original: Blob, type: string, picture: ImageBitmap) {
  const asIs = { bytes: original, isFromCanvas: false };
  if (!REENCODED.includes(type)) return asIs;
  const withoutDrawing = async () => ({ ...asIs, bytes: (await stripped(original, type)) ?? original });
  // JPEG has no animations, so that large photos need not be read.
  if (type !== "image/jpeg" && isAnimated(new Uint8Array(await original.arrayBuffer()), type)) return withoutDrawing();
  const { canvas } = drawn(picture, fitArea(picture));
  const bytes = await encoded(canvas, type, QUALITY);
  return bytes.type === type ? { bytes, isFromCanvas: true } : withoutDrawing();
}

/** Undefined: the file is of another format. */
async function stripped(original: Blob, type: string): Promise<Blob | undefined> {
  const bytes = withoutMetadata(new Uint8Array(await original.arrayBuffer()));
  return bytes && new Blob([bytes], { type });
}

function drawn(picture: CanvasImageSource, { width, height }: Size): Drawing {
  const canvas = newCanvas(width, height);
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return { canvas, context };
}

function newCanvas(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas === "function") return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}

function contextOf(canvas: Canvas): Context {
  const context = canvas.getContext("2d") as Context | null;
  if (!context) throw new Error("the browser has no memory for a canvas of this size");
  return context;
}

function encoded(canvas: Canvas, type: string, quality: number): Promise<Blob> {
  if ("convertToBlob" in canvas) return canvas.convertToBlob({ type, quality });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(`cannot encode ${type}`))), type, quality);
  });
}

/** Red, green and blue of a few pixels, base64url. Undefined for a picture with transparent parts, where it would be seen. */
function placeholderOf(picture: Canvas): string | undefined {
  const side = PLACEHOLDER_PIXELS;
  const { data } = drawn(picture, { width: side, height: side }).context.getImageData(0, 0, side, side);
  const pixels = Array.from({ length: side ** 2 }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)]);
  if (pixels.some(([, , , alpha = 0]) => alpha < 250)) return undefined;
  const colours = pixels.flatMap((pixel) => pixel.slice(0, 3));
  return btoa(String.fromCharCode(...colours))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** Whether the browser gives what was drawn. Some give random colours instead, against recognition by a canvas. */
function canRead(): boolean {
  const context = contextOf(newCanvas(2, 2));
  context.fillStyle = "#3c78b4";
  context.fillRect(0, 0, 2, 2);
  const [red = 0, green = 0, blue = 0] = context.getImageData(1, 1, 1, 1).data;
  return [red - 0x3c, green - 0x78, blue - 0xb4].every((difference) => Math.abs(difference) < 8);
}

const fitArea = ({ width, height }: Size) => scaled({ width, height }, Math.sqrt(CANVAS_MAX_AREA / (width * height)));
const fitSides = ({ width, height }: Size, max: number) => scaled({ width, height }, max / Math.max(width, height));

/** Never larger than the picture itself. */
function scaled({ width, height }: Size, factor: number): Size {
  const scale = (side: number) => Math.max(1, Math.floor(side * Math.min(1, factor)));
  return { width: scale(width), height: scale(height) };
}
