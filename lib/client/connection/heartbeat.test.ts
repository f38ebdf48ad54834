import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { InboxClient } from "@/lib/client/inbox-client";
import { RoomClient } from "@/lib/client/room-client";
import { Wire } from "@/tests/harness/fakes/wire";

const WELCOME = {
  room: {
    type: "welcome",
    protocol: 1,
    mode: "resumed",
    you: { id: "u", username: "민아", role: "member" },
    head: 0,
    source: "memory",
    online: [],
    readers: {},
    events: [],
  },
  inbox: { type: "welcome", protocol: 1 },
};
const MESSAGE = { kind: "message", clientId: "c", author: { id: "u", username: "m" }, body: "b", sentAt: 1 };
const SOMETHING = { room: { type: "typing", userIds: [] }, inbox: { type: "news", rooms: [] } };
const refreshed = vi.fn();
const page = Object.assign(new EventTarget(), { visibilityState: "visible" });

let client: { open(): void; close(): void };
let ticket: () => Promise<{ ticket: string; expiresAt: number }>;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("document", page);
  page.visibilityState = "visible";
  Wire.opened = 0;
  Wire.pong = { type: "pong" };
  refreshed.mockReset();
  ticket = async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 });
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function make(kind: "room" | "inbox") {
  const options = { host: "localhost:1", getTicket: () => ticket(), WebSocket: Wire, random: () => 0.5 };
  const initial = { messages: [], head: 0 };
  client =
    kind === "room"
      ? new RoomClient({ ...options, roomId: "r", initial })
      : new InboxClient({ ...options, userId: "u" }, { update: () => {}, refresh: refreshed });
}
async function live(kind: "room" | "inbox") {
  make(kind);
  client.open();
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  Wire.last.says(WELCOME[kind]);
  await vi.advanceTimersByTimeAsync(1);
}
const comesBack = async (ms: number) => {
  const before = Wire.opened;
  await vi.advanceTimersByTimeAsync(ms);
  return Wire.opened > before;
};

describe.each(["room", "inbox"] as const)("the connection to a %s", (kind) => {
  it("sends ping at once and then at least every 30 s, and stays while it is answered", async () => {
    await live(kind);
    expect(Wire.last.pings).toBe(1);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(Wire.opened).toBe(1);
    expect(Wire.last.pings).toBeGreaterThanOrEqual(20);
  });

  it("that loses all frames in both directions without a close is dropped within 60 s", async () => {
    await live(kind);
    Wire.pong = undefined;
    expect(await comesBack(60_000)).toBe(true);
  });

  it("counts as alive while any frame arrives, even without pongs", async () => {
    await live(kind);
    Wire.pong = undefined;
    for (let s = 0; s < 300; s += 10) {
      Wire.last.says(SOMETHING[kind]);
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(Wire.opened).toBe(1);
  });

  it.each([
    ["visibilitychange", () => page],
    ["focus", () => window],
    ["pageshow", () => window],
    ["online", () => window],
  ])("is checked at once on %s, and given up within some seconds", async (event, target) => {
    await live(kind);
    Wire.pong = undefined;
    await vi.advanceTimersByTimeAsync(1_000);
    const before = Wire.last.pings;
    target().dispatchEvent(new Event(event));
    expect(Wire.last.pings).toBe(before + 1);
    expect(await comesBack(7_000)).toBe(true);
  });

  it("that is alive is kept on return to the page", async () => {
    await live(kind);
    for (const event of ["focus", "pageshow", "online"]) window.dispatchEvent(new Event(event));
    expect(await comesBack(10_000)).toBe(false);
  });

  it("is not checked when the page is hidden, but is when the network is back", async () => {
    await live(kind);
    page.visibilityState = "hidden";
    page.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new Event("focus"));
    expect(Wire.last.pings).toBe(1);
    window.dispatchEvent(new Event("online"));
    expect(Wire.last.pings).toBe(2);
  });

  it("to an older release without ping is kept alive by its refusals, which disturb nothing else", async () => {
    Wire.pong = { type: "refused", reason: "invalid" };
    await live(kind);
    if (client instanceof InboxClient) client.watch(["a room"]);
    Wire.last.says({ type: "events", events: [{ ...MESSAGE, seq: 3 }] });
    await vi.advanceTimersByTimeAsync(4 * 60_000);
    expect(Wire.opened).toBe(1);
    // A client that mistakes these refusals for ones of its `watch` or `sync` would repeat that again and again.
    expect(Wire.last.sent.map(({ type }) => type)).toEqual([kind === "inbox" ? "watch" : "sync"]);
  });

  it("that opens and then sends nothing, not even a welcome, is dropped", async () => {
    make(kind);
    client.open();
    await vi.advanceTimersByTimeAsync(1);
    Wire.last.open();
    expect(await comesBack(30_000)).toBe(true);
  });

  it("is retried when the request for a ticket gets no answer", async () => {
    ticket = () => new Promise(() => {});
    make(kind);
    client.open();
    await vi.advanceTimersByTimeAsync(5_000);
    ticket = async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 });
    expect(await comesBack(10_000)).toBe(true);
  });

  it("sends nothing once it is closed", async () => {
    await live(kind);
    const { last } = Wire;
    client.close();
    window.dispatchEvent(new Event("focus"));
    await vi.advanceTimersByTimeAsync(120_000);
    expect([last.pings, Wire.opened, vi.getTimerCount()]).toEqual([1, 1, 0]);
  });
});

it("in a room of an older release, which refuses pings, a refused sync is still handled", async () => {
  Wire.pong = { type: "refused", reason: "invalid" };
  await live("room");
  Wire.last.says({ type: "events", events: [{ ...MESSAGE, seq: 3 }] });
  Wire.last.says({ type: "refused", reason: "busy", retryAfterMs: 500 });
  await vi.advanceTimersByTimeAsync(600);
  expect(Wire.last.sent.filter(({ type }) => type === "sync")).toHaveLength(2);
});
