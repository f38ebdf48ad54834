import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reduce } from "@/lib/events/reduce";
import type { Event, Message } from "@/lib/protocol/room";
import {
  atPresent,
  type LogSlices,
  nextInRecent,
  SHOWN_MAX,
  SLICE_PART,
  shownIn,
  withEvents,
  withNewer,
  withOlder,
  withPast,
} from "./log-slices";

const author = { id: "u1", username: "민아" };
const message = (seq: number): Message => {
  return { kind: "message", seq, clientId: `c${seq}`, author, body: `m${seq}`, sentAt: seq };
};
const edit = (seq: number, target: number): Event => {
  return { kind: "edit", seq, target, body: `edited ${seq}`, by: "u1", at: seq };
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const seqs = (messages: readonly Message[] = []) => messages.map(({ seq }) => seq);
const ends = (messages: readonly Message[] = []) => [messages[0]?.seq, messages.at(-1)?.seq];

describe("at the present", () => {
  it("reading back cuts off the newest messages, which stay in `recent`", () => {
    let slices: LogSlices = { recent: range(951, 1_000) };
    for (let first = 951; first > 896; first -= SLICE_PART)
      slices = withOlder(slices, range(first - SLICE_PART, first - 1), first);
    expect(slices.past).toBeUndefined();
    slices = withOlder(slices, range(886, 895), 897);
    expect(ends(slices.past)).toEqual([886, 985]);
    expect(ends(slices.recent)).toEqual([951, 1_000]);
  });

  it("with the end on the screen, arrivals cut off the oldest messages", () => {
    const slices = withEvents({ recent: range(1, 105) }, [message(106)], undefined);
    expect(slices.past).toBeUndefined();
    expect(ends(slices.recent)).toEqual([7, 106]);
  });

  it("with the beginning on the screen, arrivals do not cut off what is read", () => {
    const slices = withEvents({ recent: range(1, 105) }, [message(106)], 3);
    expect(ends(slices.past)).toEqual([1, 100]);
    expect(slices.recent.at(-1)?.seq).toBe(106);
  });
});

describe("in the past", () => {
  const past = { recent: range(951, 1_000), past: range(301, 400) };

  it("arrivals go to `recent`, and edits to both", () => {
    const slices = withEvents(past, [message(1_001), edit(1_002, 350), edit(1_003, 960)], 310);
    expect(seqs(slices.past)).toEqual(seqs(past.past));
    expect(slices.past?.find(({ seq }) => seq === 350)?.body).toBe("edited 1002");
    expect(slices.recent.find(({ seq }) => seq === 960)?.body).toBe("edited 1003");
    expect(slices.recent.at(-1)?.seq).toBe(1_001);
  });

  it("the next messages come from `recent` only if nothing can be missing in between", () => {
    expect(nextInRecent(past)).toBeUndefined();
    expect(nextInRecent({ ...past, past: range(940, 949) })).toBeUndefined();
    expect(ends(nextInRecent({ ...past, past: range(940, 950) }))).toEqual([951, 955]);
    expect(ends(nextInRecent({ ...past, past: range(940, 993) }))).toEqual([994, 998]);
  });

  it("does not end at an empty page, since the archive may be behind the room", () => {
    expect(withNewer(past, [], 310)).toEqual(past);
  });

  it("ends when its last message is the head's", () => {
    const slices = withNewer({ ...past, past: range(901, 960) }, range(961, 1_000), 905);
    expect(slices.past).toBeUndefined();
    expect(ends(slices.recent)).toEqual([901, 1_000]);
  });

  it("leaves out archived messages that have not arrived yet, and keeps the newer state of those that have", () => {
    const edited = withEvents(past, [edit(1_001, 1_000)], 310);
    const slices = withPast(edited, range(990, 1_005));
    expect(ends(shownIn(slices))).toEqual([990, 1_000]);
    expect(shownIn(slices).at(-1)?.body).toBe("edited 1001");
    expect(ends(shownIn(withPast(past, range(1_001, 1_005))))).toEqual([951, 1_000]);
  });

  it("a return shows the newest messages, also after many have arrived", () => {
    const slices = withEvents(past, range(1_001, 1_400), 310);
    expect(ends(shownIn(atPresent(slices)))).toEqual([1_351, 1_400]);
  });
});

/** A user who reads a room of many messages in any order, while it changes. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("arrive" as const), count: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ kind: fc.constant("edit" as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant("scroll" as const), to: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constantFrom("end" as const, "older" as const, "newer" as const, "present" as const) }),
  fc.record({ kind: fc.constant("jump" as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

class Reader {
  /** The room's messages. The archive is `behind` this many of them. */
  all: readonly Message[] = [];
  head = 0;
  slices: LogSlices = { recent: [] };
  viewed: number | undefined;

  constructor(private readonly behind: number) {
    this.send(range(1, 1).length + 299);
    this.slices = { recent: this.all.slice(-50) };
  }

  private get archive() {
    return this.all.slice(0, this.all.length - this.behind);
  }
  get shown() {
    return shownIn(this.slices);
  }
  private event(event: Event) {
    this.head = event.seq;
    this.all = reduce(this.all, [event], Number.POSITIVE_INFINITY);
    return event;
  }
  private send(count: number) {
    // Every third seq is that of some event that is no message.
    return Array.from({ length: count }, () => this.event(message(this.head + (this.head % 3 === 1 ? 2 : 1))));
  }
  private pick<T>(from: readonly T[], at: number) {
    return from[Math.min(from.length - 1, Math.floor(at * from.length))] as T;
  }

  act(each: typeof step extends fc.Arbitrary<infer T> ? T : never) {
    switch (each.kind) {
      case "arrive":
        this.slices = withEvents(this.slices, this.send(each.count), this.viewed);
        break;
      case "edit": {
        const { seq } = this.pick(this.all, each.at);
        this.slices = withEvents(this.slices, [this.event(edit(this.head + 1, seq))], this.viewed);
        break;
      }
      case "scroll":
        this.viewed = this.pick(this.shown, each.to).seq;
        break;
      case "end":
        this.viewed = this.slices.past?.at(-1)?.seq;
        break;
      case "older": {
        const first = this.shown[0]?.seq ?? 0;
        this.viewed ??= this.shown[0]?.seq;
        this.slices = withOlder(this.slices, this.archive.filter(({ seq }) => seq < first).slice(-50), this.viewed);
        break;
      }
      case "newer":
        this.newer();
        break;
      case "present":
        this.slices = atPresent(this.slices);
        this.viewed = undefined;
        break;
      case "jump": {
        const { seq } = this.pick(this.archive, each.at);
        const older = this.archive.filter((one) => one.seq <= seq).slice(-25);
        const later = this.archive.filter((one) => one.seq > seq).slice(0, 25);
        this.slices = withPast(this.slices, [...older, ...later]);
        this.viewed = seq;
      }
    }
  }
  newer() {
    if (!this.slices.past) return;
    const last = this.slices.past.at(-1)?.seq ?? 0;
    const page = nextInRecent(this.slices) ?? this.archive.filter(({ seq }) => seq > last).slice(0, 50);
    this.slices = withNewer(this.slices, page, this.viewed);
  }
  check() {
    const { recent } = this.slices;
    expect(this.shown.length).toBeLessThanOrEqual(SHOWN_MAX);
    expect(recent).toEqual(this.all.slice(-recent.length));
    const from = this.all.findIndex(({ seq }) => seq === this.shown[0]?.seq);
    expect(this.shown).toEqual(this.all.slice(from, from + this.shown.length));
    if (this.viewed !== undefined) expect(seqs(this.shown)).toContain(this.viewed);
  }
}

it("whatever a user does, the slices have no gap, are bounded and up to date, and keep the message that is read", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 40 }), (steps, behind) => {
      const reader = new Reader(behind);
      for (const each of steps) {
        reader.act(each);
        reader.check();
      }
      // Reading down from there leads to the present.
      for (let i = 0; i < 400 && reader.slices.past; i++) {
        reader.viewed = reader.shown.at(-1)?.seq;
        reader.newer();
        reader.check();
      }
      expect(reader.slices.past).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
