/** Pinned messages of a room, and messages that a user has saved. */
import * as z from "zod";
import { user } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/protocol/uuid";
import { limit, messageCursor, seqParameter } from "./parameters";
import { place } from "./search";

const SAVED_PAGE = 20;

/** A message in a path. */
export const messageParams = z.object({ roomId: uuidV7, seq: seqParameter.pipe(z.number().min(1)) });

const listed = {
  seq: z.number().int(),
  author: user,
  /** Epoch milliseconds. */
  sentAt: z.number().int(),
  /** The beginning of the newest text, without the markers of formats; "" once the message is deleted. */
  excerpt: z.string(),
  /** Epoch milliseconds; only if the message was edited. */
  editedAt: z.number().int().optional(),
  /** Epoch milliseconds; only if the message was deleted. */
  deletedAt: z.number().int().optional(),
};

const pin = z.object({
  ...listed,
  pinnedBy: user,
  /** Epoch milliseconds. */
  pinnedAt: z.number().int(),
});
/** The newest pin first. */
export const pinsAnswer = z.object({ pins: z.array(pin) });
export type PinsAnswer = z.infer<typeof pinsAnswer>;
export type Pin = z.infer<typeof pin>;

export const savedQuery = z.object({ cursor: messageCursor.optional(), limit: limit(SAVED_PAGE) });
export type SavedRequest = z.infer<typeof savedQuery>;

const saved = z.object({
  ...listed,
  room: place,
  /** Epoch milliseconds. */
  savedAt: z.number().int(),
});
export const savedAnswer = z.object({ saved: z.array(saved), nextCursor: z.string().optional() });
export type SavedAnswer = z.infer<typeof savedAnswer>;
export type Saved = z.infer<typeof saved>;
