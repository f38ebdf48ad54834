import { describe, expect, it } from "vitest";
import type { Event, Message } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { isContiguous, reduce, withoutOldText } from "./reduce";

const message = (seq: number, body = `m${seq}`): Message => ({
  kind: "message",
  seq,
  clientId: newId(),
  author: { id: "a", username: "민아" },
  body,
  sentAt: seq,
});
const edit = (seq: number, target: number, body: string): Event => ({
  kind: "edit",
  seq,
  target,
  body,
  by: "a",
  at: seq,
});
const remove = (seq: number, target: number): Event => ({ kind: "delete", seq, target, by: "a", at: seq });
const react = (seq: number, target: number, by: string, on = true, emoji = "👍"): Event => ({
  kind: "reaction",
  seq,
  target,
  emoji,
  by,
  on,
  at: seq,
});
const all = (events: Event[], max = 50) => reduce([], events, max);

describe("R6: messages after events", () => {
  it("keeps the last ones, in order, each once", () => {
    const events = [message(1), message(2), message(3)];
    expect(all(events, 2).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(reduce(all(events), events, 50)).toEqual(all(events));
  });

  it("an edit changes the text and its time; a delete removes text, edits and reactions permanently", () => {
    const first = message(1);
    expect(all([first, edit(2, 1, "new")])).toEqual([{ ...first, body: "new", editedAt: 2 }]);
    const gone = [{ ...first, body: "", deletedAt: 4 }];
    expect(all([first, edit(2, 1, "new"), react(3, 1, "b"), remove(4, 1)])).toEqual(gone);
    expect(all([first, remove(4, 1), edit(5, 1, "again"), react(6, 1, "b"), remove(7, 1)])).toEqual(gone);
  });

  it("an edit keeps a message's files; a deleted message has none", () => {
    const files = [{ id: "f", name: "a.png", type: "image/png", size: 1 }];
    const first = { ...message(1), files };
    expect(all([first, edit(2, 1, "new"), react(3, 1, "b")])).toMatchObject([{ body: "new", files }]);
    expect(all([first, edit(2, 1, "new"), remove(3, 1)])[0]).not.toHaveProperty("files");
    expect(withoutOldText([first, edit(2, 1, "new")])[0]).toMatchObject({ body: "new", files });
    expect(withoutOldText([first, remove(2, 1)])[0]).not.toHaveProperty("files");
    expect(withoutOldText([first, edit(2, 1, "new"), remove(3, 1)])[0]).not.toHaveProperty("files");
  });

  it("a reaction exists once per user and emoji, however it was added, and leaves nothing when removed", () => {
    const first = message(1);
    const two = all([
      first,
      react(2, 1, "c"),
      react(3, 1, "b"),
      react(4, 1, "c", false),
      react(5, 1, "c"),
      react(6, 1, "c"),
    ]);
    expect(two).toEqual([{ ...first, reactions: { "👍": ["b", "c"] } }]);
    expect(all([first, react(2, 1, "b"), react(3, 1, "b", false)])).toEqual([first]);
    expect(all([first, react(2, 1, "b", false)])).toEqual([first]);
  });

  it("an event about a message outside the window changes nothing", () => {
    expect(all([message(5), edit(6, 1, "x"), remove(7, 9)])).toMatchObject([{ seq: 5, body: "m5" }]);
  });

  it("applying an event again gives the same: a snapshot may be newer than the events that are applied to it", () => {
    const events = [
      message(1),
      message(2),
      edit(3, 1, "x"),
      react(4, 2, "b"),
      edit(5, 1, "y"),
      react(6, 2, "b", false),
      remove(7, 2),
    ];
    const whole = all(events);
    for (let from = 0; from < events.length; from++) {
      for (let to = from; to <= events.length; to++) {
        expect(reduce(all(events.slice(0, to)), events.slice(from), 50)).toEqual(whole);
      }
    }
  });

  it("an emoji that is the name of an Object.prototype property is only a name", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      const [reacted] = all([message(1), react(2, 1, "b", true, name), react(3, 1, "c", true, name)]);
      expect(Object.entries(reacted?.reactions ?? {})).toEqual([[name, ["b", "c"]]]);
      expect(all([message(1), react(2, 1, "b", true, name), react(3, 1, "b", false, name)])[0]).not.toHaveProperty(
        "reactions",
      );
    }
  });

  it("a message deleted by a later event has no text, edited or not", () => {
    const events = [message(1, "secret"), edit(2, 1, "still secret"), message(3), remove(4, 1)];
    const without = withoutOldText(events);
    expect(JSON.stringify(without)).not.toContain("secret");
    expect(reduce([], without, 50)).toEqual(all(events));
  });

  it("text that an edit among the events replaces becomes the newest text, also in earlier edits", () => {
    const events = [
      message(1, "secret"),
      edit(2, 1, "also secret"),
      message(3),
      edit(4, 1, "public"),
      react(5, 1, "b"),
    ];
    const without = withoutOldText(events);
    expect(JSON.stringify(without)).not.toContain("secret");
    expect(without.map((event) => ("body" in event ? event.body : undefined))).toEqual([
      "public",
      "public",
      "m3",
      "public",
      undefined,
    ]);
    expect(reduce([], without, 50)).toEqual(all(events));
  });

  it("the users bound to replaced text are replaced with it", () => {
    const [before, after] = withoutOldText([{ ...message(1, "@mina"), mentions: ["m"] }, edit(2, 1, "nobody")]);
    expect(before).not.toHaveProperty("mentions");
    expect(after).not.toHaveProperty("mentions");
  });

  it("never changes its input", () => {
    const before = all([message(1), react(2, 1, "b")]);
    const copy = structuredClone(before);
    reduce(before, [edit(3, 1, "x"), react(4, 1, "b", false), remove(5, 1)], 50);
    expect(before).toEqual(copy);
  });
});

it("R5: a run has every number from first to last", () => {
  expect(isContiguous([message(3), message(4)], 3, 4)).toBe(true);
  expect(isContiguous([], 3, 2)).toBe(true);
  expect(isContiguous([message(3)], 3, 4)).toBe(false);
  expect(isContiguous([message(3), message(5)], 3, 4)).toBe(false);
});
