import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { newId } from "@/lib/shared/ids";
import { Wire } from "@/tests/harness/fakes/wire";
import { InboxClient } from "./inbox-client";

const MINUTES = 60_000;
const handlers = { update: vi.fn(), refresh: vi.fn(), connected: vi.fn(), disconnected: vi.fn(), ended: vi.fn() };
const [a, b] = [newId(), newId()];
let client: InboxClient;
let visibility: string;
beforeEach(async () => {
  vi.useFakeTimers();
  visibility = "visible";
  const document = Object.assign(new EventTarget(), {});
  Object.defineProperty(document, "visibilityState", { get: () => visibility });
  vi.stubGlobal("document", document);
  for (const handler of Object.values(handlers)) handler.mockReset();
  Wire.opened = 0;
  const getTicket = async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 });
  client = new InboxClient(
    { userId: "u", host: "localhost:1", getTicket, WebSocket: Wire, random: () => 0.5 },
    handlers,
  );
  client.watch([a]);
  client.open();
  await vi.advanceTimersByTimeAsync(1);
  connects();
});
afterEach(() => {
  client.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const watched = () => Wire.last.sent.map((frame) => frame.type === "watch" && frame.rooms);
function connects() {
  Wire.last.open();
  Wire.last.says({ type: "welcome", protocol: 1 });
}

it("connects to its owner's inbox and sends the page's rooms after every welcome", async () => {
  expect(new URL(Wire.last.url).pathname).toBe("/parties/inbox/u");
  expect([watched(), handlers.connected.mock.calls]).toEqual([[[a]], [[false]]]);
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(2_000);
  connects();
  expect([watched(), handlers.connected.mock.calls, handlers.disconnected.mock.calls]).toEqual([
    [[a]],
    [[false], [true]],
    [[]],
  ]);
});

it("rooms that enter the list one after the other share a `watch`; those that leave it need none", async () => {
  client.watch([a, b]);
  const c = newId();
  client.watch([a, b, c]);
  expect(watched()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(300);
  expect(watched().at(-1)).toEqual([a, b, c]);
  client.watch([c, a]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(watched()).toHaveLength(2);
  const many = Array.from({ length: 120 }, () => newId());
  client.watch(many);
  await vi.advanceTimersByTimeAsync(300);
  expect(watched().at(-1)).toEqual(many.slice(0, 100));
});

it("watches all own rooms, and sends `watch` again when a room is added beyond those it can name", async () => {
  expect(Wire.last.sent.at(-1)).toEqual({ type: "watch", rooms: [a], mine: true });
  const many = Array.from({ length: 130 }, () => newId());
  client.watch(many);
  await vi.advanceTimersByTimeAsync(300);
  client.watch([...many].reverse());
  await vi.advanceTimersByTimeAsync(300);
  expect(watched()).toHaveLength(2);
  client.watch([...many, b]);
  await vi.advanceTimersByTimeAsync(300);
  expect(watched()).toHaveLength(3);
});

it("B2: repeats `watch` every five minutes while the page is visible, not while it is hidden, and at once when it is visible again", async () => {
  await vi.advanceTimersByTimeAsync(5 * MINUTES);
  expect(watched()).toHaveLength(2);
  visibility = "hidden";
  await vi.advanceTimersByTimeAsync(30 * MINUTES);
  expect(watched()).toHaveLength(2);
  visibility = "visible";
  document.dispatchEvent(new Event("visibilitychange"));
  expect(watched()).toHaveLength(3);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(watched()).toHaveLength(3);
});

it("passes on updates and refreshes; after a refresh or a refusal it sends `watch` again a little later", async () => {
  const news: InboxUpdate = { roomId: a, since: 0, head: 1, online: 1, messages: [], deleted: [] };
  Wire.last.says({ type: "news", rooms: [news] });
  expect(handlers.update).toHaveBeenCalledWith([news]);
  for (const frame of [{ type: "refresh" }, { type: "refused", reason: "busy" }]) {
    const before = watched().length;
    Wire.last.says(frame);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(watched()).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(watched()).toHaveLength(before + 1);
  }
  expect(handlers.refresh).toHaveBeenCalledTimes(1);
});

it("an inbox one release ahead: unknown frames are ignored", () => {
  for (const frame of [{ type: "fireworks" }, { type: "news", rooms: [{ roomId: a }] }, 7])
    Wire.last.says(frame as object);
  expect([handlers.update, handlers.refresh, handlers.ended].map((each) => each.mock.calls.length)).toEqual([0, 0, 0]);
});

it("D3: an ended session ends it permanently", async () => {
  Wire.last.drop(4003, "session ended");
  await vi.advanceTimersByTimeAsync(10 * MINUTES);
  expect([handlers.ended.mock.calls, Wire.opened, watched()]).toEqual([[["signed_out"]], 1, [[a]]]);
});

it("D7: returns the inbox's marks", () => {
  Wire.last.says({ type: "mark", id: "one" });
  expect(Wire.last.sent.at(-1)).toEqual({ type: "mark", id: "one" });
});
