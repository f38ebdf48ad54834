/** The wire between rooms and inboxes, which call each other without a ticket or signature (party/gateway/internal.ts). */
import "./no-eval";
import * as z from "zod";
import { inboxUpdate } from "./inbox";

/**
 * An inbox subscribes to a room. The archive confirmed at `askedAt` (epoch ms) or later that its owner may know of the
 * room.
 */
export const watchRequest = z.object({ userId: z.string(), askedAt: z.number() });
export type WatchRequest = z.infer<typeof watchRequest>;

/** An update from a room to an inbox. */
export const inboxMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("news"), news: inboxUpdate }),
  /** The subscription has ended; the inbox may check again whether its owner may know of the room. */
  z.object({ type: z.literal("refresh"), roomId: z.string() }),
]);
export type InboxMessage = z.infer<typeof inboxMessage>;
