/** The users who are online, as a client knows them. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Wire } from "@/tests/harness/fakes/wire";
import { RoomClient } from "./room-client";

const you = { id: "b", username: "b", role: "member" };
const users = (...ids: string[]) => ids.map((id) => ({ id, username: id }));
const welcome = (online: string[], more: { onlineCount?: number; onlineNext?: string } = {}) => ({
  ...{ type: "welcome", protocol: 1, mode: "resumed", you, head: 0, source: "memory", events: [], readers: {} },
  ...{ online: users(...online), ...more },
});

let client: RoomClient;
beforeEach(() => {
  vi.useFakeTimers();
  Wire.opened = 0;
  const getTicket = async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 });
  const initial = { messages: [], head: 0 };
  client = new RoomClient({ roomId: "r", host: "localhost:1", getTicket, initial, WebSocket: Wire, random: () => 0.5 });
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

async function live(frame: object) {
  client.open();
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  Wire.last.says(frame);
}
const ids = () => client.getState().online.map(({ id }) => id);
const asked = () => Wire.last.sent.filter(({ type }) => type === "online");

it("a room of an earlier release lists everybody: the list is counted, and no page is asked for", async () => {
  await live(welcome(["a", "b"]));
  expect(client.getState()).toMatchObject({ onlineCount: 2, onlineNext: undefined });
  Wire.last.says({ type: "online", joined: users("c"), left: ["a"] });
  expect([ids(), client.getState().onlineCount]).toEqual([["b", "c"], 2]);
  client.moreOnline();
  expect(asked()).toEqual([]);
});

it("the count is the room's, and changes with every change", async () => {
  await live(welcome(["a", "b"], { onlineCount: 250, onlineNext: "b" }));
  expect(client.getState().onlineCount).toBe(250);
  Wire.last.says({ type: "online", joined: users("z"), left: [], count: 251 });
  expect([ids(), client.getState().onlineCount]).toEqual([["a", "b", "z"], 251]);
  Wire.last.says({ type: "online", joined: [], left: ["unlisted", "a"], count: 249 });
  expect([ids(), client.getState().onlineCount]).toEqual([["b", "z"], 249]);
});

it("pages are asked for one after another, and each user is listed once", async () => {
  await live(welcome(["a", "b", "z"], { onlineCount: 6, onlineNext: "b" }));
  client.moreOnline();
  expect(asked()).toEqual([{ type: "online", after: "b" }]);
  Wire.last.says({ type: "online_page", users: users("c", "d"), next: "d" });
  expect(ids()).toEqual(["a", "b", "z", "c", "d"]);
  client.moreOnline();
  expect(asked().at(-1)).toEqual({ type: "online", after: "d" });
  Wire.last.says({ type: "online_page", users: users("e", "z") });
  expect([ids(), client.getState().onlineNext]).toEqual([["a", "b", "z", "c", "d", "e"], undefined]);
  client.moreOnline();
  expect(asked()).toHaveLength(2);
});

it("without a connection nobody is listed, and a new welcome begins again", async () => {
  await live(welcome(["a", "b"], { onlineCount: 250, onlineNext: "b" }));
  Wire.last.says({ type: "online_page", users: users("c"), next: "c" });
  Wire.last.drop(1006);
  expect(client.getState()).toMatchObject({ online: [], onlineCount: 0, onlineNext: undefined });
  await vi.advanceTimersByTimeAsync(1_000);
  Wire.last.open();
  Wire.last.says(welcome(["b"], { onlineCount: 1 }));
  expect(client.getState()).toMatchObject({ online: users("b"), onlineCount: 1, onlineNext: undefined });
});
