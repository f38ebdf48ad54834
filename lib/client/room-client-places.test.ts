/** A client whose screen shows older messages instead of the newest ones. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Message } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { Wire } from "@/tests/harness/fakes/wire";
import { RoomClient } from "./room-client";
import { loadedMessage } from "./room-client-state";

const author = { id: "u1", username: "민아" };
const message = (seq: number, more: Partial<Message> = {}): Message => {
  return { kind: "message", seq, clientId: newId(), author, body: `m${seq}`, sentAt: seq, ...more };
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const head = { type: "welcome", protocol: 1, you: { ...author, role: "member" }, source: "memory", online: [] };

let client: RoomClient;
beforeEach(async () => {
  vi.useFakeTimers();
  Wire.opened = 0;
  const getTicket = async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 });
  const initial = { messages: range(451, 500), head: 500 };
  client = new RoomClient({ roomId: "r", host: "localhost:1", getTicket, initial, WebSocket: Wire, random: () => 0.5 });
  client.open();
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "resumed", head: 500, events: [], readers: {} });
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

const state = () => client.getState();
const ends = (messages: readonly Message[]) => [messages[0]?.seq, messages.at(-1)?.seq];
const says = (...events: unknown[]) => Wire.last.says({ type: "events", events });

it("messages that arrive meanwhile are at the present, and amendments of the shown ones are shown", () => {
  client.showPast(range(101, 150));
  expect(state().view).toBe("past");
  says(message(501), { kind: "edit", seq: 502, target: 120, body: "edited", by: "u1", at: 1 });
  expect(ends(state().messages)).toEqual([101, 150]);
  expect(state().messages[19]?.body).toBe("edited");
  expect(ends(state().recent)).toEqual([451, 501]);
  client.showPresent();
  expect(state()).toMatchObject({ view: "present", head: 502 });
  expect(ends(state().messages)).toEqual([451, 501]);
});

it("a page from the archive has the edits that came before it, and an old message can be edited and reacted to", () => {
  says({ kind: "delete", seq: 501, target: 130, by: "u1", at: 1 });
  client.showPast(range(101, 150));
  expect(state().messages.find(({ seq }) => seq === 130)?.deletedAt).toBe(1);
  void client.edit(120, "new");
  expect(state().messages.find(({ seq }) => seq === 120)).toMatchObject({ body: "new", unconfirmed: ["edit"] });
  void client.toggle(121, "👍");
  expect(state().messages.find(({ seq }) => seq === 121)?.reactions).toEqual({ "👍": ["u1"] });
});

it("a send returns to the present, where the message is pending", () => {
  client.showPast(range(101, 150));
  client.send("hello");
  expect(state()).toMatchObject({ view: "present", pending: [{ body: "hello" }] });
});

it("reading down ends at the present without a request for messages that the page has", () => {
  client.showPast(range(301, 350));
  expect(client.showNext()).toBe(false);
  for (let seq = 351; seq < 460; seq += 10) {
    client.look(seq - 1);
    client.append(range(seq, seq + 9));
  }
  expect(state().view).toBe("past");
  client.look(455);
  for (const last of [465, 470, 475, 480, 485, 490, 495, 500]) {
    expect(client.showNext()).toBe(true);
    expect(state().messages.at(-1)?.seq).toBe(last);
  }
  expect(state().view).toBe("present");
  expect(ends(state().messages)).toEqual([401, 500]);
});

it("both the shown and the newest messages are loaded, so that a reply to either keeps its target", () => {
  client.showPast(range(101, 150));
  expect([120, 500, 300].map((seq) => loadedMessage(state(), seq)?.body)).toEqual(["m120", "m500", undefined]);
});

it("R5: after a reset the older messages stay on the screen as stale, until they have been requested again", async () => {
  client.showPast(range(101, 150));
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(5_000);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "reset", head: 900, messages: range(890, 900), readers: {} });
  expect(state().view).toBe("stale");
  expect(ends(state().messages)).toEqual([101, 150]);
  expect(ends(state().recent)).toEqual([890, 900]);
  client.append(range(151, 895));
  expect(ends(state().messages)).toEqual([101, 150]);
  client.showPast(range(110, 160));
  expect(state().view).toBe("past");
  client.showPresent();
  expect(ends(state().messages)).toEqual([890, 900]);
});

it("R5: stale messages are not continued, even if the newest ones overlap them: they have to be requested again", async () => {
  client.showPast(range(401, 450));
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(5_000);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "reset", head: 510, messages: range(441, 510), readers: {} });
  expect(state().view).toBe("stale");
  expect(client.showNext()).toBe(false);
  client.showPast(range(426, 475));
  expect(client.showNext()).toBe(true);
  expect(ends(state().messages)).toEqual([426, 480]);
});

it("R5: a reset at the present shows only the new messages", async () => {
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(5_000);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "reset", head: 900, messages: range(890, 900), readers: {} });
  expect(state().view).toBe("present");
  expect(ends(state().messages)).toEqual([890, 900]);
});

it("quoted messages that no loaded reply quotes any more are dropped once there are many", () => {
  client.showPast(Array.from({ length: 200 }, (_, i) => message(201 + i, { replyTo: i + 1 })));
  client.quote(range(1, 200));
  client.showPast(Array.from({ length: 150 }, (_, i) => message(250 + i, { replyTo: i + 50 })));
  client.quote(range(201, 400));
  expect(ends(state().quoted)).toEqual([50, 199]);
});
