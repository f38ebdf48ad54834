/** The files of messages on the wire (docs/decisions/0025-files.md). */
import "./no-eval";
import * as z from "zod/mini";

/** Files in one message. */
export const FILES_MAX = 10;
/** Longest file token (lib/server/file-token.ts): enough for the longest descriptor. */
export const FILE_TOKEN_MAX_CHARS = 1_600;

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
