import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Message } from "@/lib/protocol/room";
import { newId, timeOfId } from "@/lib/shared/ids";
import { FakeOutboxes } from "@/tests/harness/fakes/outboxes";
import { Wire } from "@/tests/harness/fakes/wire";
import { RoomClient, type RoomClientOptions } from "./room-client";

const author = { id: "u1", username: "민아" };
const message = (seq: number, more: Partial<Message> = {}): Message => {
  return { kind: "message", seq, clientId: newId(), author, body: `m${seq}`, sentAt: seq, ...more };
};
const head = {
  type: "welcome",
  protocol: 1,
  you: { ...author, role: "member" },
  source: "memory",
  online: [],
  readers: {},
};

let options: RoomClientOptions;
let client: RoomClient;
let tickets: number;
beforeEach(() => {
  vi.useFakeTimers();
  Wire.opened = 0;
  tickets = 0;
  const getTicket = async () => {
    tickets++;
    return { ticket: "t", expiresAt: Date.now() + 30_000 };
  };
  const initial = { messages: [message(1), message(2)], head: 2 };
  options = { roomId: "r", host: "localhost:1", getTicket, initial, WebSocket: Wire, random: () => 0.5 };
  client = new RoomClient(options);
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

async function live() {
  client.open();
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "resumed", head: 2, events: [] });
}
const seqs = () => client.getState().messages.map(({ seq }) => seq);

it("R5: connects with the seq that its page ends at, and gets the events it missed", async () => {
  client.open();
  await vi.advanceTimersByTimeAsync(1);
  expect(new URL(Wire.last.url).searchParams.get("after")).toBe("2");
  Wire.last.open();
  expect(client.getState().status).toBe("connecting");
  Wire.last.says({ ...head, mode: "resumed", head: 3, events: [message(3)] });
  expect(client.getState()).toMatchObject({ status: "live", head: 3 });
  expect(seqs()).toEqual([1, 2, 3]);
});

it("R4: ids follow the server's clock, also after the device's wrong clock is corrected", async () => {
  const server = { aheadMs: 24 * 3_600_000 };
  const getTicket = async () => ({ ticket: "t", expiresAt: Date.now() + server.aheadMs + 30_000 });
  client = new RoomClient({ ...options, getTicket });
  await live();
  const offBy = (clientId: string) => Math.abs(timeOfId(clientId) - Date.now() - server.aheadMs);
  expect(offBy(client.send("a day behind"))).toBeLessThan(2_000);
  vi.setSystemTime(Date.now() + server.aheadMs);
  server.aheadMs = 0;
  expect(offBy(client.send("right"))).toBeLessThan(2_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  server.aheadMs = 3_600_000;
  expect(offBy(client.send("an hour behind"))).toBeLessThan(2_000);
});

it("a welcome for another user than the page's ends the client before anything of this user is sent", async () => {
  client = new RoomClient({ ...options, userId: "u1" });
  client.open();
  client.send("mine, not theirs");
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  const you = { id: "u2", username: "준", role: "member" };
  Wire.last.says({ ...head, you, mode: "resumed", head: 3, events: [message(3)] });
  expect(client.getState()).toMatchObject({ status: "closed", closed: "other_account", head: 2 });
  expect(client.getState().you).toBeUndefined();
  expect(Wire.last.sent).toEqual([]);
  expect(client.getState().pending).toMatchObject([{ body: "mine, not theirs", state: "failed", reason: "closed" }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Wire.opened).toBe(1);
});

it("a client that has ended resumes when it is opened again, with its unsent requests", async () => {
  client = new RoomClient({ ...options, userId: "u1" });
  await live();
  client.send("not acknowledged");
  Wire.last.drop(4003, "session ended");
  const failed = { state: "failed", reason: "closed" };
  expect(client.getState()).toMatchObject({ status: "closed", closed: "signed_out", pending: [failed] });
  await live();
  expect(client.getState()).toMatchObject({ status: "live", closed: undefined, pending: [{ state: "sending" }] });
  expect(Wire.last.sent.filter(({ type }) => type === "send")).toMatchObject([{ body: "not acknowledged" }]);
});

it("R5: a gap is requested once and nothing after it is shown; earlier events are dropped", async () => {
  await live();
  Wire.last.says({ type: "events", events: [message(5)] });
  Wire.last.says({ type: "events", events: [message(6)] });
  expect(Wire.last.sent).toEqual([{ type: "sync", after: 2 }]);
  expect(seqs()).toEqual([1, 2]);
  Wire.last.says({ type: "events", events: [3, 4, 5, 6].map((seq) => message(seq)) });
  Wire.last.says({ type: "events", events: [message(6), message(7)] });
  expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it("R5: a refused sync is requested again", async () => {
  await live();
  Wire.last.says({ type: "events", events: [message(9)] });
  Wire.last.says({ type: "refused", reason: "busy", retryAfterMs: 500 });
  await vi.advanceTimersByTimeAsync(499);
  expect(Wire.last.sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(Wire.last.sent).toHaveLength(2);
});

it("R5: a reset replaces the shown messages", async () => {
  await live();
  Wire.last.says({ ...head, mode: "reset", head: 90, messages: [message(89), message(90)] });
  expect(seqs()).toEqual([89, 90]);
  expect(client.getState().head).toBe(90);
});

it("a room one release ahead: unknown frames are ignored, unknown kinds count as seen", async () => {
  await live();
  Wire.last.says({ type: "fireworks", seq: 3 });
  Wire.last.says({ type: "events", events: [{ kind: "poll", seq: 3, question: "tea?" }, message(4)] });
  expect(client.getState()).toMatchObject({ status: "live", head: 4 });
  expect(seqs()).toEqual([1, 2, 4]);
});

it("4009: rooms that no longer serve this version end it; unsent requests are kept, and sent after a reload", async () => {
  const device = new FakeOutboxes();
  client = new RoomClient({ ...options, store: device.page("first") });
  await live();
  const clientId = client.send("unsent");
  Wire.last.drop(4009, "protocol version");
  expect(client.getState()).toMatchObject({ status: "closed", closed: "version", pending: [{ body: "unsent" }] });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Wire.opened).toBe(1);
  device.close("first");
  client = new RoomClient({ ...options, store: device.page("second") });
  await live();
  await vi.advanceTimersByTimeAsync(1);
  expect(Wire.last.sent).toMatchObject([{ type: "send", clientId, body: "unsent" }]);
});

it("events that cannot be read end it with a reason instead of a gap", async () => {
  await live();
  Wire.last.says({ type: "events", events: [{ kind: "message", seq: "three" }] });
  expect(client.getState()).toMatchObject({ status: "closed", closed: "version" });
});

it("R4: requests without an answer are sent again on the next connection, with the same id and in order; ack and event may arrive in any order", async () => {
  client.send("before");
  await live();
  const second = client.send("second");
  const [first] = Wire.last.sent as Array<{ clientId: string }>;
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(1_000);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "resumed", head: 2, events: [] });
  expect(Wire.last.sent).toMatchObject([
    { body: "before", clientId: first?.clientId },
    { body: "second", clientId: second },
  ]);
  Wire.last.says({ type: "ack", clientId: second, seq: 4, sentAt: 1 });
  expect(client.getState().pending).toHaveLength(2);
  const both = [message(3, { clientId: first?.clientId ?? "" }), message(4, { clientId: second })];
  Wire.last.says({ type: "events", events: both });
  expect(client.getState().pending).toEqual([]);
});

it("R4: an ack of a request whose event came long ago completes it", async () => {
  await live();
  const id = client.send("old");
  Wire.last.says({ type: "ack", clientId: id, seq: 1, sentAt: 1 });
  expect(client.getState().pending).toEqual([]);
});

it("R6: history that arrives late gets the changes made meanwhile", async () => {
  await live();
  Wire.last.says({ type: "events", events: [{ kind: "edit", seq: 3, target: 1, body: "new", by: "u1", at: 9 }] });
  expect(client.getState().messages[0]).toMatchObject({ body: "new", editedAt: 9 });
  Wire.last.says({ ...head, mode: "reset", head: 60, messages: [message(50)] });
  Wire.last.says({ type: "events", events: [{ kind: "delete", seq: 61, target: 40, by: "u1", at: 10 }] });
  client.prepend([message(40), message(41)]);
  expect(client.getState().messages).toMatchObject([{ seq: 40, body: "", deletedAt: 10 }, { seq: 41 }, { seq: 50 }]);
});

it("is offline only after five seconds, and reconnects with a growing backoff", async () => {
  await live();
  Wire.last.drop();
  expect(client.getState().status).toBe("connecting");
  await vi.advanceTimersByTimeAsync(4_900);
  expect(client.getState().status).toBe("connecting");
  await vi.advanceTimersByTimeAsync(200);
  expect(client.getState().status).toBe("offline");
  const before = Wire.opened;
  for (let i = 0; i < 5; i++) {
    Wire.last.drop();
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(Wire.opened).toBeGreaterThan(before + 3);
});

it("does not reconnect after a permanent close", async () => {
  await live();
  const before = Wire.opened;
  Wire.last.drop(4003);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Wire.opened).toBe(before);
  expect(client.getState()).toMatchObject({ status: "closed", closed: "forbidden" });
});

it("D3: requests no ticket after a permanent close: in a public room the ticket would make the user a member again", async () => {
  await live();
  expect(tickets).toBe(1);
  Wire.last.drop(4003);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tickets).toBe(1);
});

it.each([
  ["session ended", "signed_out"],
  ["kicked", "kicked"],
  ["banned", "banned"],
  ["left", "left"],
  ["something newer", "forbidden"],
])("D3: reports why it was closed permanently: %s is %s", async (reason, closed) => {
  await live();
  const before = Wire.opened;
  Wire.last.drop(4003, reason);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Wire.opened).toBe(before);
  expect(client.getState()).toMatchObject({ status: "closed", closed });
});

const sentFrames = (type: string) => Wire.last.sent.filter((frame) => frame.type === type);
const comesBack = async (more: object = {}) => {
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(2_000);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "resumed", head: client.getState().head, events: [], ...more });
};

describe("receipts", () => {
  it("reports the read position at most once a second, never backwards, and again if the room has forgotten it", async () => {
    await live();
    for (const seq of [1, 2, 1]) client.read(seq);
    expect(sentFrames("read")).toEqual([{ type: "read", seq: 1 }]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sentFrames("read")).toEqual([1, 2].map((seq) => ({ type: "read", seq })));
    await comesBack({ readers: { u1: 2 } });
    expect(sentFrames("read")).toEqual([]);
    await comesBack({ readers: { u1: 1 } });
    expect(sentFrames("read")).toEqual([{ type: "read", seq: 2 }]);
  });

  it("flushReads reports a throttled position once, and nothing without a connection", async () => {
    await live();
    for (const seq of [1, 2]) client.read(seq);
    client.flushReads();
    client.flushReads();
    expect(sentFrames("read")).toEqual([1, 2].map((seq) => ({ type: "read", seq })));
    client.close();
    client.read(3);
    client.flushReads();
    expect(sentFrames("read")).toHaveLength(2);
  });

  it("follows the room's updates: changed positions, hidden users, and numbers only in a large room", async () => {
    await live();
    Wire.last.says({ type: "read", readers: { u2: 1, u3: 2 } });
    Wire.last.says({ type: "read", readers: { u2: 2, u3: 0 } });
    expect(client.getState()).toMatchObject({ readers: { u2: 2 } });
    expect(client.getState().readers).not.toHaveProperty("u3");
    Wire.last.says({ type: "events", events: [message(3, { author: { id: "u2", username: "준" } }), message(4)] });
    expect(client.getState().readers).toEqual({ u2: 3 });
    Wire.last.says({ type: "read", readers: {}, readCounts: { 2: 101 } });
    expect(client.getState()).toMatchObject({ readers: {}, readCounts: { 2: 101 } });
    Wire.last.says({ type: "read", readers: { u2: 3 } });
    expect(client.getState().readers).toEqual({ u2: 3 });
    expect(client.getState().readCounts).toBeUndefined();
  });

  it("reports to rooms without marks that it reads many events, without reporting a read position", async () => {
    await live();
    const long = Array.from({ length: 300 }, (_, i) => message(i + 3, { body: "x".repeat(4_000) }));
    Wire.last.says({ type: "events", events: long });
    expect(Wire.last.sent).toEqual([{ type: "sync", after: 302 }]);
  });

  it("D7: returns the room's marks", async () => {
    await live();
    Wire.last.says({ type: "mark", id: "one" });
    Wire.last.says({ type: "mark", id: "two" });
    expect(Wire.last.sent).toEqual([
      { type: "mark", id: "one" },
      { type: "mark", id: "two" },
    ]);
  });
});

describe("typing", () => {
  it("is sent at most every three seconds, withdrawn once, and not after a send", async () => {
    await live();
    for (let i = 0; i < 31; i++) {
      client.setTyping(true);
      await vi.advanceTimersByTimeAsync(100);
    }
    client.setTyping(false);
    client.setTyping(false);
    client.setTyping(true);
    client.send("there");
    client.setTyping(false);
    expect(sentFrames("typing").map((frame) => "on" in frame && frame.on)).toEqual([true, true, false, true]);
  });

  it("of others shows until the room withdraws it, or for six seconds; never the user's own", async () => {
    await live();
    Wire.last.says({ type: "typing", userIds: ["u1", "u2"] });
    expect(client.getState().typing).toEqual(["u2"]);
    await vi.advanceTimersByTimeAsync(5_999);
    expect(client.getState().typing).toEqual(["u2"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(client.getState().typing).toEqual([]);
    Wire.last.says({ type: "typing", userIds: ["u2"] });
    Wire.last.says({ type: "typing", userIds: [] });
    expect(client.getState().typing).toEqual([]);
    Wire.last.says({ type: "typing", userIds: ["u2"] });
    Wire.last.drop();
    expect(client.getState().typing).toEqual([]);
  });
});

describe("edits, deletes and reactions", () => {
  it("R4: are sent again with the same id until answered: after busy, and on the next connection", async () => {
    await live();
    const edited = client.edit(1, "new");
    const liked = client.react(2, "👍", true);
    const [first, second] = Wire.last.sent as Array<{ clientId: string }>;
    Wire.last.says({ type: "ack", clientId: second?.clientId, seq: 3, sentAt: 1 });
    expect(await liked).toBeUndefined();
    Wire.last.says({ type: "refused", clientId: first?.clientId, reason: "busy", retryAfterMs: 100 });
    await vi.advanceTimersByTimeAsync(100);
    expect(sentFrames("edit")).toEqual([first, first]);
    await comesBack();
    expect(Wire.last.sent).toEqual([first]);
    Wire.last.says({ type: "refused", clientId: first?.clientId, reason: "not_found" });
    expect(await edited).toBe("not_found");
    expect(client.getState().pending).toEqual([]);
  });

  it("an edit says which text it replaces: unedited, edited, or one that is not loaded", async () => {
    await live();
    void client.edit(2, "first");
    Wire.last.says({ type: "events", events: [{ kind: "edit", seq: 3, target: 1, body: "new", by: "u1", at: 9 }] });
    void client.edit(1, "newer");
    void client.edit(900, "far away");
    expect(sentFrames("edit")).toMatchObject([{ seq: 2, replaces: 0 }, { seq: 1, replaces: 9 }, { seq: 900 }]);
    expect(sentFrames("edit")[2]).not.toHaveProperty("replaces");
  });

  it("resolve if the room is closed to the user; a connection without any answer counts as dead", async () => {
    await live();
    const removed = client.remove(1);
    const before = Wire.opened;
    await vi.advanceTimersByTimeAsync(12_000);
    expect(Wire.opened).toBe(before + 1);
    Wire.last.drop(4003);
    expect(await removed).toBe("closed");
  });
});

it("the user's role follows the room's system messages", async () => {
  await live();
  const other = { id: "u2", username: "준" };
  const line = (seq: number, notice: object, by = other) =>
    Wire.last.says({ type: "events", events: [message(seq, { author: by, notice: notice as Message["notice"] })] });
  line(3, { what: "role", who: other, role: "admin" });
  expect(client.getState().you?.role).toBe("member");
  line(4, { what: "role", who: author, role: "admin" });
  expect(client.getState().you?.role).toBe("admin");
  line(5, { what: "owner", who: author });
  expect(client.getState().you?.role).toBe("owner");
  line(6, { what: "owner", who: other }, author);
  expect(client.getState().you?.role).toBe("admin");
});

it("a preview reports no reads; joining reconnects, and messages written meanwhile are sent as a member's", async () => {
  client.open();
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  const preview = { ...head, you: { ...head.you, preview: true } };
  Wire.last.says({ ...preview, mode: "resumed", head: 2, events: [] });
  expect(client.getState().you).toMatchObject({ preview: true });
  client.read(2);
  expect(Wire.last.sent).toEqual([]);
  const before = Wire.last;
  client.rejoin();
  client.send("now I may");
  expect(before.sent).toEqual([]);
  expect(client.getState()).toMatchObject({ status: "connecting", you: { id: "u1" } });
  expect(client.getState().you).not.toHaveProperty("preview");
  await vi.advanceTimersByTimeAsync(500);
  expect([tickets, Wire.last === before]).toEqual([2, false]);
  Wire.last.open();
  Wire.last.says({ ...head, mode: "resumed", head: 2, events: [] });
  expect(Wire.last.sent).toMatchObject([
    { type: "send", body: "now I may" },
    { type: "read", seq: 2 },
  ]);
});

it("joining does not reconnect a member, or a client whose room is closed", async () => {
  await live();
  const before = Wire.last;
  client.rejoin();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([tickets, Wire.last === before, client.getState().status]).toEqual([1, true, "live"]);
});
