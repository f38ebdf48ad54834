import * as z from "zod";
import { role, visibility } from "./levels";
import { event, user } from "./room";

const room = z.object({
  kind: z.literal("room"),
  id: z.string(),
  name: z.string(),
  description: z.string(),
  visibility,
  createdAt: z.int(),
  /** The archive's head when the export began: the seq of the last line. */
  head: z.int(),
});
const member = z.object({ ...user.shape, kind: z.literal("member"), role, joinedAt: z.int() });

const pin = z.object({ kind: z.literal("pin"), seq: z.int(), by: user, at: z.int() });

/** A line of a room's export: first the room, then its members and its pins, then every event of its log in order. Times in epoch ms. */
export const exportLine = z.union([room, member, pin, event]);
export type ExportLine = z.infer<typeof exportLine>;
