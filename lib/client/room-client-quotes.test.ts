import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Message } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { Wire } from "@/tests/harness/fakes/wire";
import { RoomClient } from "./room-client";

const author = { id: "u1", username: "민아" };
const message = (seq: number, more: Partial<Message> = {}): Message => {
  return { kind: "message", seq, clientId: newId(), author, body: `m${seq}`, sentAt: seq, ...more };
};
const you = { ...author, role: "member" };
const head = { type: "welcome", protocol: 1, you, source: "memory", online: [], readers: {} };

let client: RoomClient;
beforeEach(async () => {
  vi.useFakeTimers();
  Wire.opened = 0;
  const getTicket = async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 });
  const initial = { messages: [message(50)], head: 60 };
  client = new RoomClient({ roomId: "r", host: "localhost:1", getTicket, initial, WebSocket: Wire, random: () => 0.5 });
  client.open();
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "resumed", head: 60, events: [] });
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

const quoted = () => client.getState().quoted;

it("messages that are only quoted are kept in order, once, and not in the log", () => {
  client.quote([message(9)]);
  client.quote([message(3), message(9)]);
  expect(quoted().map(({ seq }) => seq)).toEqual([3, 9]);
  expect(client.getState().messages.map(({ seq }) => seq)).toEqual([50]);
});

it("R6: quoted messages follow edits and deletes, also those that came before the archive's answer", () => {
  client.quote([message(3)]);
  const events = [
    { kind: "edit", seq: 61, target: 3, body: "edited", by: "u1", at: 1 },
    { kind: "delete", seq: 62, target: 9, by: "u1", at: 1 },
  ];
  Wire.last.says({ type: "events", events });
  expect(quoted()).toMatchObject([{ seq: 3, body: "edited" }]);
  client.quote([message(9)]);
  expect(quoted()[1]).toMatchObject({ seq: 9, body: "", deletedAt: 1 });
  Wire.last.says({ type: "events", events: [{ kind: "delete", seq: 63, target: 3, by: "u1", at: 2 }] });
  expect(quoted()[0]).toMatchObject({ seq: 3, body: "", deletedAt: 2 });
});

it("R5: after a reset quoted messages are forgotten, since their deletes may have been missed", async () => {
  client.quote([message(3)]);
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(5_000);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "reset", head: 900, messages: [message(900)] });
  expect(quoted()).toEqual([]);
});
