/** A client one release behind its room. */
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

it("unknown fields are removed at any depth", () => {
  const more = { ...welcome, theme: "dark", you: { ...you, mood: "good" }, events: [] };
  expect(read(more)).toEqual({ ...welcome, events: [] });
  expect(read({ type: "typing", userIds: ["u2"], since: 7 })).toEqual({ type: "typing", userIds: ["u2"] });
});

it("frames of an unknown type are ignored", () => {
  for (const frame of [{ type: "fireworks" }, { type: 7 }, {}, [], { type: "typing" }])
    expect(read(frame)).toBeUndefined();
  expect(parseFrame("no JSON")).toBeUndefined();
});

it("an event of an unknown kind keeps its number and changes nothing", () => {
  expect(read({ type: "events", events: [{ kind: "poll", seq: 3, question: "tea?" }] })).toMatchObject({
    events: [{ seq: 3, target: 3, on: false }],
  });
});

it("a refusal with an unknown reason is final like `invalid`: without an answer a send would be retried for ever", () => {
  const refused = { type: "refused", clientId: "c1", reason: "too_funny" };
  expect(read(refused)).toEqual({ ...refused, reason: "invalid" });
  expect(read({ ...refused, reason: "busy" })).toEqual({ ...refused, reason: "busy" });
});

it("a welcome in another version, and events that cannot be read, are reported: ignoring them would leave a gap", () => {
  expect(read({ ...welcome, protocol: 2, events: [] })).toBe("unreadable");
  expect(read({ type: "events", events: [{ kind: "message", seq: "three" }] })).toBe("unreadable");
});
