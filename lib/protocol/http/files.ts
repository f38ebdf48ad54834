/** Uploading files (docs/decisions/0025-files.md). */
import * as z from "zod";
import { fileDescriptor } from "@/lib/protocol/file-descriptor";
import { IMAGE_MAX_PIXELS, PLACEHOLDER_PIXELS, THUMBNAIL_MAX_BYTES, THUMBNAIL_TYPES } from "@/lib/protocol/files";
import { uuidV7 } from "@/lib/protocol/uuid";
import { fileKind, fileType } from "@/lib/shared/file-types";
import { fileName } from "@/lib/text/file-name";

/** Longer than any system's file names. The stored name is shorter. */
const NAME_MAX_UNITS = 1_024;
const TYPE_MAX_UNITS = 255;
const pixels = z.number().int().min(1).max(IMAGE_MAX_PIXELS);
/** Base64 has four characters for three bytes. */
const placeholder = z.string().regex(new RegExp(`^[\\w-]{${4 * PLACEHOLDER_PIXELS ** 2}}$`));

export const fileParams = z.object({ roomId: uuidV7, fileId: uuidV7 });

/** A file to upload. Only an image or a video has the fields after `size`, and a thumbnail only with its dimensions. */
export const newFileBody = z
  .object({
    name: z.string().max(NAME_MAX_UNITS, { abort: true }).transform(fileName),
    type: z.string().max(TYPE_MAX_UNITS, { abort: true }).transform(fileType),
    /** Bytes. More than FILE_MAX_BYTES: too_large. */
    size: z.number().int().min(1),
    width: pixels.optional(),
    height: pixels.optional(),
    placeholder: placeholder.optional(),
    /** Bytes of the thumbnail; missing: there is none. */
    thumbnailSize: z.number().int().min(1).max(THUMBNAIL_MAX_BYTES).optional(),
    /** Missing: WebP. */
    thumbnailType: z.enum(THUMBNAIL_TYPES).optional(),
  })
  .superRefine((file, context) => {
    const { type, width, height, placeholder, thumbnailSize, thumbnailType } = file;
    const isPicture = ["image", "video"].includes(fileKind(type));
    const hasSize = width !== undefined && height !== undefined;
    const refused = (field: keyof typeof file) =>
      context.addIssue({ code: "custom", path: [field], input: file[field] });
    if (width !== undefined && !(isPicture && hasSize)) refused("width");
    if (height !== undefined && !(isPicture && hasSize)) refused("height");
    if (placeholder !== undefined && !hasSize) refused("placeholder");
    if (thumbnailSize !== undefined && !hasSize) refused("thumbnailSize");
    if (thumbnailType !== undefined && thumbnailSize === undefined) refused("thumbnailType");
  });
export type NewFile = z.output<typeof newFileBody>;
export type NewFileBody = z.input<typeof newFileBody>;

/** A `PUT` of the bytes, with exactly these headers and the length that was declared. 412: the bytes are there already. */
const upload = z.object({ url: z.string(), headers: z.record(z.string(), z.string()) });
export const newFileAnswer = z.object({
  id: z.string(),
  upload,
  thumbnailUpload: upload.optional(),
  /** Until when uploads may begin (epoch ms). */
  expiresAt: z.number().int(),
});
export type NewFileAnswer = z.infer<typeof newFileAnswer>;

/** The token goes into `files` of a `send`. Repeating the call gives an equal answer. */
export const completeFileAnswer = z.object({
  file: fileDescriptor,
  token: z.string(),
  /** When the token expires (epoch ms). */
  expiresAt: z.number().int(),
});
export type CompleteFileAnswer = z.infer<typeof completeFileAnswer>;

const flag = z.enum(["", "1"]).optional();
/** `thumbnail`: of an image; `download`: to be saved, whatever its type. */
export const fileQuery = z.object({ thumbnail: flag, download: flag });
