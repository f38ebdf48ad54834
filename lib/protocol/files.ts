/** Files of messages (docs/decisions/0025-files.md): limits, types, and the descriptor that messages have. */
import "./no-eval";
import * as z from "zod/mini";

/** Files in one message. */
export const FILES_MAX = 10;
export const FILE_MAX_BYTES = 25 * 1024 ** 2;
/** All files that one user uploads within 24 hours. */
export const FILES_DAY_MAX_BYTES = 500 * 1024 ** 2;
/** All files of a room. */
export const FILES_ROOM_MAX_BYTES = 2 * 1024 ** 3;
/** Longest side of a thumbnail, in pixels. */
export const THUMBNAIL_MAX_PIXELS = 640;
export const THUMBNAIL_MAX_BYTES = 512 * 1024;
export const THUMBNAIL_TYPE = "image/webp";
/** Longest side that an image may declare, in pixels. */
export const IMAGE_MAX_PIXELS = 65_535;
/** A placeholder has this many pixels on each side, three bytes each, row by row. */
export const PLACEHOLDER_PIXELS = 4;
/** Longest file token (lib/server/file-token.ts): enough for the longest descriptor. */
export const FILE_TOKEN_MAX_CHARS = 1_600;
/** How long after the file was created its token is valid. */
export const FILE_TOKEN_TTL_S = 7 * 24 * 60 * 60;

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

/** What readers know of a file before they load it. Only images and videos have a width and height, in pixels. */
export const fileDescriptor = z.object({
  id: z.string(),
  name: z.string(),
  /** The type that the author's browser named. */
  type: z.string(),
  /** Bytes. */
  size: z.number().check(z.int(), z.minimum(1)),
  width: z.optional(z.number().check(z.int(), z.minimum(1))),
  height: z.optional(z.number().check(z.int(), z.minimum(1))),
  /** The image reduced to PLACEHOLDER_PIXELS²: red, green and blue of each pixel, base64url. */
  placeholder: z.optional(z.string()),
  /** Whether it has a thumbnail. */
  thumbnail: z.optional(z.literal(true)),
});
export type FileDescriptor = z.infer<typeof fileDescriptor>;
