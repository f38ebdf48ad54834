/** Schemas shared by the bodies and query parameters of several resources. */
import { PAGE_MAX } from "@/lib/protocol/limits";
import "@/lib/protocol/no-eval";
import * as z from "zod";
import { isUuidV7 } from "@/lib/shared/ids";

/** Longest request body, in bytes of UTF-8. */
export const REQUEST_MAX_BYTES = 16 * 1024;

const wholeNumber = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);
export const limit = (usual: number) => wholeNumber.pipe(z.number().min(1).max(PAGE_MAX)).default(usual);
export const seqParameter = wholeNumber.pipe(z.number().max(Number.MAX_SAFE_INTEGER));
/** The longest item, a UUID, and its comma. */
const LIST_ITEM_UNITS = 37;
/** At most PAGE_MAX values, separated by commas. */
export const listOf = <T>(value: z.core.$ZodType<T, string>) =>
  z
    .string()
    .max(PAGE_MAX * LIST_ITEM_UNITS, { abort: true })
    .transform((text) => text.split(","))
    .pipe(z.array(value).max(PAGE_MAX));

/** The place in a list of messages from several rooms, newest first: the last message of a page. A keyset, so that no message repeats or is missing. */
export interface MessageCursor {
  /** The time by which the list is sorted (epoch ms). */
  at: number;
  roomId: string;
  seq: number;
}

export function writeMessageCursor({ at, roomId, seq }: MessageCursor): string {
  return `${at}.${roomId}.${seq}`;
}

// 14 digits reach the year 5138. Postgres might not read a much later date.
export const messageCursor = z
  .string()
  .regex(/^\d{1,14}\.[0-9a-f-]{36}\.\d{1,15}$/)
  .transform((text): MessageCursor => {
    const [at, roomId = "", seq] = text.split(".");
    return { at: Number(at), roomId, seq: Number(seq) };
  })
  .refine(({ roomId }) => isUuidV7(roomId));
