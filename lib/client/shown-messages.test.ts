import { expect, it } from "vitest";
import type { Message } from "@/lib/protocol/room";
import type { Amend, OutboxEntry } from "./outbox/requests";
import { shownMessages } from "./shown-messages";

const message = (seq: number, more: Partial<Message> = {}): Message => {
  return {
    kind: "message",
    seq,
    clientId: `m${seq}`,
    author: { id: "u1", username: "민아" },
    body: `m${seq}`,
    sentAt: 1,
    ...more,
  };
};
const entry = (frame: Amend, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  frame,
  at: 9,
  state: "sending",
  tab: "t",
  ...more,
});
const react = (emoji: string, on: boolean) => entry({ type: "react", clientId: `r${emoji}${on}`, seq: 2, emoji, on });

it("R6: own changes are shown on their messages and marked, all others stay the same objects", () => {
  const messages = [message(1), message(2, { reactions: { "👍": ["u2"] } }), message(3)];
  const edit = entry({ type: "edit", clientId: "e", seq: 1, body: "new" });
  const shown = shownMessages(messages, [edit, react("👍", true), react("❤️", true)], "u1");
  expect(shown[0]).toMatchObject({ body: "new", editedAt: 9, unconfirmed: ["edit"] });
  expect(shown[1]).toMatchObject({ reactions: { "👍": ["u1", "u2"], "❤️": ["u1"] }, unconfirmed: ["👍", "❤️"] });
  expect(shown[2]).toBe(messages[2]);
  expect(shownMessages(messages, [], "u1")).toBe(messages);
});

it("R6: the last of several changes is shown, whatever the room has confirmed meanwhile", () => {
  const confirmed = [message(2, { reactions: { "👍": ["u1"] } })];
  expect(shownMessages(confirmed, [react("👍", true), react("👍", false)], "u1")[0]).not.toHaveProperty("reactions");
});

it("a delete removes the text at once; after a failure the message is shown as before, and a deleted message stays deleted", () => {
  const remove = entry({ type: "delete", clientId: "d", seq: 1 });
  expect(shownMessages([message(1)], [remove], "u1")[0]).toMatchObject({
    body: "",
    deletedAt: 9,
    unconfirmed: ["delete"],
  });
  const failed = { ...remove, state: "failed" as const };
  expect(shownMessages([message(1)], [failed], "u1")[0]).toEqual(message(1));
  const gone = message(1, { body: "", deletedAt: 5 });
  expect(shownMessages([gone], [entry({ type: "edit", clientId: "e", seq: 1, body: "x" })], "u1")[0]).toBe(gone);
});
