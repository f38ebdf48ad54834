import { type Amendment, findMessage, isAmendment, reduce } from "@/lib/events/reduce";
import type { Event, Message } from "@/lib/protocol/room";
import {
  atPresent,
  type LogSlices,
  nextInRecent,
  shownIn,
  withEvents,
  withNewer,
  withOlder,
  withPast,
} from "./log-slices";

/** Recent edits, deletes and reactions that are kept for history that arrives later. */
const AMENDMENTS_MAX = 1_000;

/** `present`: the shown messages end at the head. `past`: older ones are shown; `stale`: they may also have missed edits and deletes. */
export type LogView = "present" | "past" | "stale";

/** A room's confirmed messages, as far as a page has them. */
export class RoomLog {
  private slices: LogSlices;
  private amendments: readonly Amendment[] = [];
  private viewed: number | undefined;
  private isStale = false;

  constructor(messages: readonly Message[]) {
    this.slices = { recent: messages };
  }

  get shown(): readonly Message[] {
    return shownIn(this.slices);
  }

  /** The newest messages, whatever is shown. */
  get recent(): readonly Message[] {
    return this.slices.recent;
  }

  get view(): LogView {
    if (!this.slices.past) return "present";
    return this.isStale ? "stale" : "past";
  }

  find(seq: number): Message | undefined {
    return findMessage(this.shown, seq) ?? findMessage(this.recent, seq);
  }

  has(clientId: string): boolean {
    return [this.shown, this.recent].some((slice) => slice.some((message) => message.clientId === clientId));
  }

  /** @param seq of a message on the screen; undefined: the end of the log is on the screen. */
  look(seq: number | undefined): void {
    this.viewed = seq;
  }

  apply(events: readonly Event[]): void {
    this.amendments = [...this.amendments, ...events.filter(isAmendment)].slice(-AMENDMENTS_MAX);
    this.slices = withEvents(this.slices, events, this.viewed);
  }

  /** After a reset there may be a gap before the new messages, so no other recent ones stay. */
  reset(messages: readonly Message[]): void {
    this.slices = { ...this.slices, recent: messages };
    this.isStale = this.slices.past !== undefined;
  }

  prepend(older: readonly Message[]): void {
    this.slices = withOlder(this.slices, this.current(older), this.viewed);
  }

  /** Stale messages must not become recent ones. */
  append(newer: readonly Message[]): void {
    if (!this.isStale) this.slices = withNewer(this.slices, this.current(newer), this.viewed);
  }

  /** Shows the next messages below. Returns false if they have to be requested; stale ones first, with `showPast`. */
  showNext(): boolean {
    const next = this.isStale ? undefined : nextInRecent(this.slices);
    if (next) this.append(next);
    return next !== undefined;
  }

  showPast(messages: readonly Message[]): void {
    this.slices = withPast(this.slices, this.current(messages));
    this.isStale = false;
  }

  showPresent(): void {
    this.slices = atPresent(this.slices);
    this.viewed = undefined;
    this.isStale = false;
  }

  /** The archive may lag behind the room, so recent changes are applied to its messages. */
  current(archived: readonly Message[]): Message[] {
    return reduce(archived, this.amendments, Number.POSITIVE_INFINITY);
  }
}
