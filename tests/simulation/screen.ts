import { reduce } from "@/lib/events/reduce";
import type { Event, Message } from "@/lib/protocol/room";
import type { Random } from "./random";

/** A client's view: a window, and every event after it. */
export class Screen {
  /** The seq up to which every event is known. */
  head = 0;
  private base: { messages: readonly Message[]; head: number; isWhole: boolean } | undefined;
  private events: Event[] = [];

  get isEmpty(): boolean {
    return this.base === undefined;
  }

  /** Starts again from a window. @param isWhole false: only the head is known, not the events before it */
  startFrom(messages: readonly Message[], head: number, isWhole = true): void {
    this.base = { messages, head, isWhole };
    this.events = [];
    this.head = head;
  }

  take(events: readonly Event[]): void {
    this.events.push(...events);
    this.head = events.at(-1)?.seq ?? this.head;
  }

  /** Forgets some of the newest events. */
  rewind(random: Random): void {
    this.head -= random.int(this.head - (this.base?.head ?? this.head) + 1);
    this.events = this.events.filter(({ seq }) => seq <= this.head);
  }

  /** Its messages, and the seq from which it has every one (R6). */
  shown(): { messages: readonly Message[]; from: number } {
    const messages = reduce(this.base?.messages ?? [], this.events, Number.POSITIVE_INFINITY);
    const from = this.base?.isWhole ? (this.base.messages[0]?.seq ?? 1) : (this.base?.head ?? 0) + 1;
    return { messages: messages.filter(({ seq }) => seq >= from), from };
  }
}
