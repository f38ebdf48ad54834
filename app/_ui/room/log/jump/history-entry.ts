/** The browser's history entries of an open room: its address, which may name a message, and where the user was. */
import "@/lib/protocol/no-eval";
import * as z from "zod/mini";

/** A place in the log: the message at the top of the screen, and its distance from the log's top edge in pixels. */
export interface Place {
  seq: number;
  top: number;
}

const KEY = "place";
const state = z.object({ [KEY]: z.optional(z.object({ seq: z.number(), top: z.number() })) });

/** The seq that an address names in `at`. */
export function seqIn(at: string | null): number | undefined {
  const seq = Number(at);
  return at !== null && Number.isSafeInteger(seq) && seq > 0 ? seq : undefined;
}

/** Where the user was when they left the current entry; undefined: at the newest messages, or not there yet. */
export function keptPlace(): Place | undefined {
  return state.safeParse(window.history.state).data?.[KEY];
}

/** Keeps the place in the current entry. The router's own state stays. */
export function keepPlace(place: Place | undefined): void {
  window.history.replaceState({ ...window.history.state, [KEY]: place }, "");
}

/** Adds an entry for a message, or for the newest messages. */
export function pushEntry(seq: number | undefined): void {
  window.history.pushState(null, "", addressOf(seq));
}

/** Takes the message out of the current entry's address. */
export function clearEntry(): void {
  window.history.replaceState(null, "", addressOf(undefined));
}

function addressOf(seq: number | undefined): string {
  return window.location.pathname + (seq === undefined ? "" : `?at=${seq}`);
}
