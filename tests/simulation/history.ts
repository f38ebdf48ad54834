import { amend, type LogEntry } from "@/lib/events/reduce";
import { type Event, type Message, RECENT_MAX, type RoomFrame } from "@/lib/protocol/room";
import { same } from "./same";

export interface Violation {
  rule: string;
  what: string;
}

type Frame<T extends RoomFrame["type"]> = Extract<RoomFrame, { type: T }>;

/** Temporary refusals; any other refusal means that the frame was not accepted. */
const PASSING: readonly string[] = ["busy", "rate_limited"];

/** The complete record of a run. Checks every durable, broadcast or archived event against the rules at that moment. */
export class History {
  /** Every accepted event, as written to storage, in the order of its numbers. */
  readonly log: LogEntry[] = [];
  /** The messages after all events, oldest first. */
  readonly messages: Message[] = [];
  violation: Violation | undefined;
  /** A digest of all actions, so that two runs of one seed can be compared. */
  fingerprint = 0;
  /** The recent messages as they were at each head. */
  private readonly windows: Message[][] = [[]];
  private readonly place = new Map<number, number>();
  private readonly seqOf = new Map<string, number>();
  private lastText = "";
  private lastFrame: RoomFrame | undefined;

  get head(): number {
    return this.log.length;
  }

  breaks(rule: string, what: string): void {
    this.violation ??= { rule, what };
  }

  /** Records that storage has the entry, and checks R1 and R4. */
  stored(entry: LogEntry): void {
    const { event, by, clientId } = entry;
    const before = this.log[event.seq - 1];
    if (before && !same(before, entry)) this.breaks("R1", `number ${event.seq} was used twice`);
    if (before) return;
    if (event.seq !== this.head + 1) return this.breaks("R1", `${event.seq} follows ${this.head}`);
    const key = `${by}:${clientId}`;
    const first = this.seqOf.get(key);
    if (first !== undefined) this.breaks("R4", `send ${clientId} was accepted as ${first} and again as ${event.seq}`);
    this.seqOf.set(key, event.seq);
    this.log.push(entry);
    this.windows.push(this.windowAfter(event));
    this.mix(event.seq);
  }

  /** Checks an entry that the archive has got (R3). @param head the archive's previous head */
  archived(entry: LogEntry, head: number): void {
    const { seq } = entry.event;
    if (seq !== head + 1) this.breaks("R3", `the archive got ${seq} after ${head}`);
    if (!same(this.log[seq - 1], entry)) this.breaks("R3", `the archive got a ${seq} that was never accepted`);
  }

  /** Checks a frame that the room sends to a user (R2, R4, C3). Returns it as an object, shared by all recipients. */
  said(text: string, userId: string): RoomFrame {
    this.mix(text.length);
    const isNew = text !== this.lastText || !this.lastFrame;
    const frame: RoomFrame = isNew ? JSON.parse(text) : (this.lastFrame as RoomFrame);
    this.lastText = text;
    this.lastFrame = frame;
    if (frame.type === "ack") this.acked(frame, userId);
    else if (frame.type === "refused") this.refused(frame, userId);
    else if (frame.type === "events" && isNew) this.shown(frame.events);
    else if (frame.type === "welcome" && isNew) this.welcomed(frame);
    return frame;
  }

  /**
   * Checks a page's first paint: it must be the window as of its head, or a newer one (C3).
   * @param known the archive's head when the page was requested
   */
  painted(messages: readonly Message[], head: number, known: number): void {
    if (head < known || head > this.head)
      return this.breaks("C3", `a page of head ${head}, archive ${known}, log ${this.head}`);
    for (let at = head; at <= this.head; at++) if (same(messages, this.windows[at])) return;
    this.breaks("C3", `a page of head ${head} shows a window that never was: ${JSON.stringify(messages.slice(-3))}`);
  }

  /** Checks a client's messages (R6). @param from the seq from which it should have every message */
  showed(who: string, messages: readonly Message[], from: number): void {
    const expected = this.messages.slice(this.messages.findLastIndex(({ seq }) => seq < from) + 1);
    const seen = messages.filter(({ seq }) => seq >= from);
    if (same(seen, expected)) return;
    const wrong = expected.find((message, i) => !same(message, seen[i]));
    this.breaks("R6", `${who} shows wrong messages from ${wrong?.seq} on`);
  }

  /** Whether the log has this event, perhaps with the text of a later edit, or without text since its message was deleted. */
  isTrue(event: Event): boolean {
    const truth = this.log[event.seq - 1]?.event;
    if (!truth) return false;
    if (same(truth, event)) return true;
    if (!("body" in event) || !("body" in truth)) return false;
    const about = event.kind === "message" ? event.seq : event.target;
    const { mentions: _, ...rest } = truth;
    if (event.body === "") {
      return this.messages[this.place.get(about) ?? -1]?.deletedAt !== undefined && same({ ...rest, body: "" }, event);
    }
    return this.log.slice(event.seq).some(({ event: later }) => {
      if (later.kind !== "edit" || later.target !== about) return false;
      return same({ ...rest, body: later.body, ...(later.mentions && { mentions: later.mentions }) }, event);
    });
  }

  acceptedAs(userId: string, clientId: string): number | undefined {
    return this.seqOf.get(`${userId}:${clientId}`);
  }

  mix(value: number): void {
    this.fingerprint = (Math.imul(this.fingerprint ^ value, 0x01000193) + 1) >>> 0;
  }

  private shown(events: readonly Event[]): void {
    for (const [i, event] of events.entries()) {
      if (event.seq > this.head) this.breaks("R2", `${event.seq} was shown before storage had it`);
      else if (!this.isTrue(event)) this.breaks("R1", `${event.seq} was shown as something else`);
      if (i > 0 && event.seq !== (events[i - 1]?.seq ?? 0) + 1)
        this.breaks("R5", `a frame has a gap before ${event.seq}`);
    }
  }

  private welcomed(frame: Frame<"welcome">): void {
    if (frame.head > this.head) return this.breaks("R2", `a welcome has head ${frame.head}, storage only ${this.head}`);
    if (frame.mode === "resumed") {
      this.shown(frame.events);
      return this.hidesOldText(frame.events);
    }
    if (same(frame.messages, this.windows[frame.head])) return;
    const seqs = frame.messages.map(({ seq }) => seq).join(" ");
    this.breaks(
      "C3",
      `a ${frame.mode} welcome from ${frame.source} of head ${frame.head} shows a window that never was: ${seqs}`,
    );
  }

  /** Checks that no returning client gets text that a later event of the same answer replaces (R6). */
  private hidesOldText(events: readonly Event[]): void {
    const newest = new Map<number, string>();
    for (const event of events.toReversed()) {
      if (event.kind === "reaction" || event.kind === "delete") continue;
      const about = event.kind === "message" ? event.seq : event.target;
      if ((newest.get(about) ?? event.body) !== event.body) this.breaks("R6", `${event.seq} came again with old text`);
      newest.set(about, event.body);
    }
  }

  private acked({ clientId, seq }: Frame<"ack">, userId: string): void {
    const accepted = this.acceptedAs(userId, clientId);
    if (accepted === undefined) this.breaks("R2", `send ${clientId} was acked before storage had it`);
    else if (accepted !== seq) this.breaks("R4", `send ${clientId} is ${accepted} and was acked as ${seq}`);
  }

  private refused({ clientId, reason }: Frame<"refused">, userId: string): void {
    const accepted = clientId && this.acceptedAs(userId, clientId);
    if (accepted && !PASSING.includes(reason))
      this.breaks("R4", `send ${clientId} is ${accepted} and was refused: ${reason}`);
  }

  private windowAfter(event: Event): Message[] {
    const window = this.windows.at(-1) ?? [];
    if (event.kind === "message") {
      this.place.set(event.seq, this.messages.length);
      this.messages.push(event);
      return [...window, event].slice(-RECENT_MAX);
    }
    const place = this.place.get(event.target);
    const target = place === undefined ? undefined : this.messages[place];
    if (place === undefined || !target) {
      this.breaks("R6", `${event.seq} changes ${event.target}, which is no message`);
      return window;
    }
    const changed = amend(target, event);
    this.messages[place] = changed;
    return window.map((message) => (message === target ? changed : message));
  }
}
