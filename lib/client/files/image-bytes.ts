/** PNG, WebP and JPEG files: whether they are animated, and without their metadata. */
import { jpegParts } from "./jpeg-bytes";

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Chunks that pictures need, besides those whose name begins with a capital. Others have texts, times and places. */
const PNG_KEPT = /^([A-Z].{3}|tRNS|gAMA|cHRM|sRGB|iCCP|sBIT|bKGD|pHYs|cICP|mDCV|cLLI|acTL|fcTL|fdAT)$/;
const WEBP_KEPT = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"];
const WEBP_ANIMATED = 0x02;
/** The bits of VP8X that announce EXIF and XMP. */
const WEBP_METADATA = 0x0c;
const RIFF_HEADER = 12;

interface Chunk {
  name: string;
  start: number;
  end: number;
}

/** An image with several frames, of which a canvas would keep one. */
export function isAnimated(bytes: Uint8Array, type: string): boolean {
  if (type === "image/png") return pngChunks(bytes)?.some(({ name }) => name === "acTL") === true;
  const extended = type === "image/webp" && webpChunks(bytes)?.find(({ name }) => name === "VP8X");
  return extended ? ((bytes[extended.start + 8] ?? 0) & WEBP_ANIMATED) !== 0 : false;
}

/**
 * The same picture without texts, times and places. The bytes tell the format, since a type may be wrong.
 * Undefined: they are not a PNG, WebP or JPEG file.
 */
export function withoutMetadata(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const png = pngChunks(bytes)?.filter(({ name }) => PNG_KEPT.test(name));
  if (png) return joined([bytes.subarray(0, PNG_SIGNATURE.length), ...parts(bytes, png)]);
  const jpeg = jpegParts(bytes);
  if (jpeg) return joined(jpeg);
  const kept = webpChunks(bytes)?.filter(({ name }) => WEBP_KEPT.includes(name));
  if (!kept) return undefined;
  const all = joined([bytes.subarray(0, RIFF_HEADER), ...parts(bytes, kept)]);
  const [first] = kept;
  if (first?.name === "VP8X") all[RIFF_HEADER + 8] = (all[RIFF_HEADER + 8] ?? 0) & ~WEBP_METADATA;
  new DataView(all.buffer).setUint32(4, all.length - 8, true);
  return all;
}

function pngChunks(bytes: Uint8Array): Chunk[] | undefined {
  if (PNG_SIGNATURE.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = viewOf(bytes);
  const chunks: Chunk[] = [];
  for (let start = PNG_SIGNATURE.length; start + 12 <= bytes.length; ) {
    const end = start + 12 + view.getUint32(start);
    if (end > bytes.length) return undefined;
    const name = nameAt(bytes, start + 4);
    chunks.push({ name, start, end });
    // Whatever follows the end is not part of the picture.
    if (name === "IEND") return chunks;
    start = end;
  }
  return undefined;
}

function webpChunks(bytes: Uint8Array): Chunk[] | undefined {
  if (nameAt(bytes, 0) !== "RIFF" || nameAt(bytes, 8) !== "WEBP") return undefined;
  const view = viewOf(bytes);
  const chunks: Chunk[] = [];
  for (let start = RIFF_HEADER; start + 8 <= bytes.length; ) {
    const length = view.getUint32(start + 4, true);
    const end = start + 8 + length + (length % 2);
    if (end > bytes.length) return undefined;
    chunks.push({ name: nameAt(bytes, start), start, end });
    start = end;
  }
  return chunks.length > 0 ? chunks : undefined;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);
const nameAt = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
const parts = (bytes: Uint8Array, chunks: readonly Chunk[]) =>
  chunks.map(({ start, end }) => bytes.subarray(start, end));

function joined(all: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of all) {
    bytes.set(each, at);
    at += each.length;
  }
  return bytes;
}
