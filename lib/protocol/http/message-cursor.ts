/** The place in a list of messages from several rooms, newest first. A keyset, so that no message repeats or is missing. */
import * as z from "zod";
import { isUuidV7 } from "@/lib/shared/ids";

/** The last message of a page. */
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
