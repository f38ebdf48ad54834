import { v7, validate, version } from "uuid";

/** A new UUIDv7: sorts by time, so that ids double as insertion order. `now` is epoch milliseconds. */
export function newId(now: number = Date.now()): string {
  return v7({ msecs: now });
}

/**
 * Whether this is a UUIDv7 in its canonical spelling, lower case. A second spelling would be a second room object on
 * the same rows, or a send that is new for the room and old for the archive.
 */
export function isUuidV7(text: string): boolean {
  return validate(text) && text === text.toLowerCase() && version(text) === 7;
}

/** The creation time of a UUIDv7 in epoch milliseconds, by its creator's clock. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
}
