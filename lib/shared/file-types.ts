/** How files are shown, by their type. Apart from the wire's schemas, which every page loads. */

/** Shown as images. */
const IMAGE_TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"];
const AUDIO_TYPES = ["audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/wav", "audio/flac", "audio/webm"];
const VIDEO_TYPES = ["video/mp4", "video/webm"];

/** How a file is shown. A `download` is stored and served as bytes of an unknown type, SVG and HTML too. */
export type FileKind = "image" | "audio" | "video" | "download";

export function fileKind(type: string): FileKind {
  if (IMAGE_TYPES.includes(type)) return "image";
  if (AUDIO_TYPES.includes(type)) return "audio";
  return VIDEO_TYPES.includes(type) ? "video" : "download";
}

export const UNKNOWN_TYPE = "application/octet-stream";
const TYPE_MAX_CHARS = 80;
const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;

/** A type as a browser names it → as stored: without parameters, in lower case; UNKNOWN_TYPE if it is none. */
export function fileType(declared: string): string {
  const type = declared.split(";")[0]?.trim().toLowerCase() ?? "";
  return type.length <= TYPE_MAX_CHARS && TYPE.test(type) ? type : UNKNOWN_TYPE;
}
