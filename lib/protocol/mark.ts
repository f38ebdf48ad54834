/** A client proves that it reads: the room or inbox sends a mark after every MiB or so, and the client returns it. */
import "./no-eval";
import * as z from "zod/mini";

export const mark = z.object({ type: z.literal("mark"), id: z.string().check(z.maxLength(64)) });
export type Mark = z.infer<typeof mark>;

export function newMark(): Mark {
  return { type: "mark", id: crypto.randomUUID() };
}
