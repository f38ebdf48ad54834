/** Rooms: lists, one room, direct rooms, and a member's own settings of a room. */

import * as z from "zod";
import { notify, role, visibility } from "@/lib/protocol/levels";
import { user } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/protocol/uuid";
import { isUuidV7 } from "@/lib/shared/ids";
import { boundedText, textSchema } from "@/lib/text/bounded-text";
import { DESCRIPTION_KIND, ROOM_NAME_MAX_CHARS } from "@/lib/text/names";
import { roomNameSchema } from "@/lib/text/schemas";
import { countCharacters, tidy } from "@/lib/text/text";
import { unseenEntry } from "./notifications";
import { limit } from "./parameters";

const ROOMS_PAGE = 30;
const description = textSchema(DESCRIPTION_KIND);
export const newRoomBody = z.object({
  name: roomNameSchema,
  visibility: z._default(visibility, "public"),
  description: description.default(""),
});

/** Missing fields stay unchanged. */
export const changeRoomBody = z.object({
  name: roomNameSchema.optional(),
  description: description.optional(),
  visibility: z.optional(visibility),
  /** True: read-only. */
  archived: z.boolean().optional(),
});

export const newDirectBody = z.object({ userId: uuidV7 });
/** A user's own settings of one room. Missing fields stay unchanged. */
export const ownMemberBody = z
  .object({ notify: z.optional(notify), favourite: z.boolean().optional() })
  .refine((body) => body.notify !== undefined || body.favourite !== undefined, {
    path: ["notify"],
    params: { reason: "missing" },
  });
/** Null removes the unread marker. */
export const unreadBody = z.object({ from: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable() });

/** The last room of a page. A keyset, so that no room repeats or is missing when others move up. */
export interface RoomsCursor {
  /** Epoch milliseconds. */
  lastActivityAt: number;
  id: string;
}

export function writeCursor({ lastActivityAt, id }: RoomsCursor): string {
  return `${lastActivityAt}.${id}`;
}

// 14 digits reach the year 5138. Postgres might not read a much later date.
const roomsCursor = z
  .string()
  .regex(/^\d{1,14}\.[0-9a-f-]{36}$/)
  .transform((text): RoomsCursor => ({ lastActivityAt: Number(text.split(".")[0]), id: text.split(".")[1] ?? "" }))
  .refine(({ id }) => isUuidV7(id));

export const roomsQuery = z.object({
  query: boundedText(ROOM_NAME_MAX_CHARS)
    .transform(tidy)
    .refine((text) => countCharacters(text) <= ROOM_NAME_MAX_CHARS, { params: { reason: "too_long" } })
    .default(""),
  cursor: roomsCursor.optional(),
  limit: limit(ROOMS_PAGE),
  /** `mine`: the user's own rooms; `discover`: public rooms that the user does not belong to; missing: both. */
  scope: z.enum(["mine", "discover"]).optional(),
});
export type RoomScope = NonNullable<z.infer<typeof roomsQuery>["scope"]>;

const room = z.object({
  id: z.string(),
  name: z.string(),
  visibility,
  memberCount: z.number().int(),
  /** Epoch milliseconds. */
  lastActivityAt: z.number().int(),
  /** The newest seq in the archive. */
  headSeq: z.number().int(),
  lastMessage: z.object({ author: z.string(), body: z.string(), sentAt: z.number().int() }).optional(),
  description: z.string(),
  /** Epoch milliseconds; only if the room is read-only. */
  archivedAt: z.number().int().optional(),
  /** Of a direct room: the other user; `name` is empty. */
  direct: z.optional(user),
  /** True in a direct room if one of the two has blocked the other, so neither can write; otherwise missing. */
  unreachable: z.boolean().optional(),
  /** The seqs of the pinned messages, the newest pin first. Only of a single room, and missing if there are none. */
  pinned: z.array(z.number().int()).optional(),
  /** The seqs of the messages that the caller has saved. Only of a single room, and missing if there are none. */
  saved: z.array(z.number().int()).optional(),
  /** The caller's membership; missing for others. */
  mine: z
    .object({
      role,
      notify,
      lastReadSeq: z.number().int(),
      /** The message at which the user set an unread marker. */
      unreadFrom: z.number().int().optional(),
      /** Messages by others that the user has not read, at most UNREAD_MAX. */
      unread: z.number().int(),
      /** Shown at the top of the user's own rooms; missing if not. */
      favourite: z.boolean().optional(),
      /** True for a direct room that a stranger opened and the user has not accepted; otherwise missing. */
      request: z.boolean().optional(),
      /**
       * Unread messages that mention them, at most UNREAD_MAX: the message's seq, and `at`, the seq of the event that mentioned them
       * first (it may be an edit). Seen once they have read up to `at`.
       */
      mentions: z.array(z.object({ seq: z.number().int(), at: z.number().int() })).optional(),
    })
    .optional(),
});
export type RoomInfo = z.infer<typeof room>;

export const roomAnswer = z.object({ room });
export const roomsAnswer = z.object({
  rooms: z.array(room),
  nextCursor: z.string().optional(),
  /** The user's unseen notifications, the newest first, at most UNSEEN_MAX. Only on the first page of one's own rooms, without a search. */
  unseen: z.array(unseenEntry).optional(),
});
export type RoomAnswer = z.infer<typeof roomAnswer>;
export type RoomsAnswer = z.infer<typeof roomsAnswer>;
