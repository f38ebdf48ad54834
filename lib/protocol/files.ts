/** Files of messages (docs/decisions/0025-files.md): limits. */

export const FILE_MAX_BYTES = 25 * 1024 ** 2;
/** All files that one user uploads within 24 hours. */
export const FILES_DAY_MAX_BYTES = 500 * 1024 ** 2;
/** All files of one user in a room: nobody can fill a room alone. */
export const FILES_USER_ROOM_MAX_BYTES = 1024 ** 3;
/** All files of a room. */
export const FILES_ROOM_MAX_BYTES = 2 * 1024 ** 3;
/** Longest side of a thumbnail, in pixels. */
export const THUMBNAIL_MAX_PIXELS = 640;
export const THUMBNAIL_MAX_BYTES = 512 * 1024;
/** Safari encodes no WebP. */
export const THUMBNAIL_TYPES = ["image/webp", "image/jpeg"] as const;
export type ThumbnailType = (typeof THUMBNAIL_TYPES)[number];
/** A larger image without a thumbnail is loaded only on request. */
export const SMALL_IMAGE_BYTES = 200 * 1024;
/** Longest side that an image may declare, in pixels. */
export const IMAGE_MAX_PIXELS = 65_535;
/** A placeholder has this many pixels on each side, three bytes each, row by row. */
export const PLACEHOLDER_PIXELS = 4;
/** How long after the file was created its token is valid. */
export const FILE_TOKEN_TTL_S = 7 * 24 * 60 * 60;
