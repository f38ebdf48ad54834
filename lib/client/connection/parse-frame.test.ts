/** A client between releases: what it makes of a room that knows more than it does. */
import { expect, it } from "vitest";
import { parseFrame } from "./parse-frame";

const read = (frame: object) => parseFrame(JSON.stringify(frame));
const you = { id: "u1", username: "민아", role: "member" };
const welcome = {
  type: "welcome",
  protocol: 1,
  mode: "resumed",
  you,
  head: 2,
  source: "memory",
  online: [],
  readers: {},
};

it("fields that it does not know are left out, wherever they are", () => {
  const more = { ...welcome, theme: "dark", you: { ...you, mood: "good" }, events: [] };
  expect(read(more)).toEqual({ ...welcome, events: [] });
  expect(read({ type: "typing", userIds: ["u2"], since: 7 })).toEqual({ type: "typing", userIds: ["u2"] });
});

it("frames of a type that it does not know are ignored", () => {
  for (const frame of [{ type: "fireworks" }, { type: 7 }, {}, [], { type: "typing" }])
    expect(read(frame)).toBeUndefined();
  expect(parseFrame("no JSON")).toBeUndefined();
});

it("an event of a kind that it does not know keeps its number and changes nothing", () => {
  expect(read({ type: "events", events: [{ kind: "poll", seq: 3, question: "tea?" }] })).toMatchObject({
    events: [{ seq: 3, target: 3, on: false }],
  });
});

it("a refusal for a reason that it does not know is final like `invalid`: without an answer a send would go for ever", () => {
  const refused = { type: "refused", clientId: "c1", reason: "too_funny" };
  expect(read(refused)).toEqual({ ...refused, reason: "invalid" });
  expect(read({ ...refused, reason: "busy" })).toEqual({ ...refused, reason: "busy" });
});

it("a welcome in another version, and events that it cannot read, are said to be so: going on would be a hole", () => {
  expect(read({ ...welcome, protocol: 2, events: [] })).toBe("unreadable");
  expect(read({ type: "events", events: [{ kind: "message", seq: "three" }] })).toBe("unreadable");
});
