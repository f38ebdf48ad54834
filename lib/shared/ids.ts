import { v7, validate, version } from "uuid";
import { z } from "zod";

/** A new UUIDv7: sorts by time, so that ids double as insertion order. `now` is epoch milliseconds. */
export function newId(now: number = Date.now()): string {
  return v7({ msecs: now });
}

/**
 * Whether this is a UUIDv7 in its one spelling, lower case. A second spelling would be a second room object on the same
 * rows, or a send that the room takes for new and the archive for old.
 */
export function isUuidV7(text: string): boolean {
  return validate(text) && text === text.toLowerCase() && version(text) === 7;
}

export const uuidV7 = z.string().refine(isUuidV7, "a UUIDv7");

/** The epoch milliseconds that a UUIDv7 was made at, by its maker's clock. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
}
