/** The browser's client against real workerd: the state that a screen would show. */

import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, expect, it, onTestFinished } from "vitest";
import WebSocket from "ws";
import { messagesAfter } from "@/db/queries/messages";
import { members } from "@/db/schema";
import { RoomClient, type RoomClientOptions } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { User } from "@/lib/protocol/room";
import { eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";

let live: LiveRooms;
let mina: User;
let jun: User;
const open: RoomClient[] = [];
beforeAll(async () => {
  live = await liveRooms();
  mina = await live.person("민아");
  jun = await live.person("Jun");
});
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

function clientOf(user: User, roomId: string, options: Partial<RoomClientOptions> = {}): RoomClient {
  const getTicket = async () => ({ ticket: await live.ticket(user, roomId), expiresAt: Date.now() + 30_000 });
  const host = live.cloud.env.NEXT_PUBLIC_PARTYKIT_HOST ?? "";
  const initial = { messages: [], head: 0 };
  const client = new RoomClient({ roomId, host, getTicket, initial, WebSocket, random: () => 0.2, ...options });
  open.push(client);
  client.open();
  return client;
}

const until = (client: RoomClient, isTrue: (state: RoomClientState) => boolean, what: string) =>
  eventually(async () => isTrue(client.getState()), what);
const bodies = (client: RoomClient) => client.getState().messages.map(({ body }) => body);

it("shows a message at once as sending, then confirmed; the other client receives it", async () => {
  const roomId = await live.room(mina);
  const [a, b] = [clientOf(mina, roomId), clientOf(jun, roomId)];
  await until(b, ({ status }) => status === "live", "to be live");
  a.send("안녕하세요");
  expect(a.getState().pending).toMatchObject([{ body: "안녕하세요", state: "sending" }]);
  await until(a, ({ pending, messages }) => pending.length === 0 && messages.length === 1, "the confirmation");
  await until(b, ({ messages }) => messages.length === 1, "the message");
  await until(a, ({ online }) => online.length === 2, "both to be here");
});

it("R4 R5: messages written during a break are sent once when the room is back, and missed ones arrive", async () => {
  const roomId = await live.room(mina);
  const [a, b] = [clientOf(mina, roomId), clientOf(jun, roomId)];
  await until(a, ({ status }) => status === "live", "to be live");
  await until(b, ({ status }) => status === "live", "to be live");
  a.send("one");
  await until(b, ({ messages }) => messages.length === 1, "one");
  await live.cloud.rooms?.stop();
  await until(a, ({ status }) => status !== "live", "the break");
  a.send("two");
  a.send("three");
  b.send("four");
  await live.cloud.rooms?.start();
  await until(a, ({ messages, pending }) => messages.length === 4 && pending.length === 0, "everything confirmed");
  await until(b, ({ messages }) => messages.length === 4, "everything seen");
  expect(bodies(a)).toEqual(bodies(b));
  expect(bodies(a).filter((body) => body === "two" || body === "three")).toEqual(["two", "three"]);
  await eventually(async () => (await messagesAfter(live.db, roomId, 0, 10)).length === 4, "four rows");
});

it("R5: a client that returns after a long time gets a fresh window without a gap", async () => {
  const roomId = await live.room(mina);
  const a = clientOf(mina, roomId);
  await until(a, ({ status }) => status === "live", "to be live");
  a.send("old");
  await until(a, ({ head }) => head === 1, "the first");
  a.close();
  const writer = await live.connect(jun, roomId);
  for (let i = 0; i < 1_100; i++) writer.send(`m${i}`);
  await writer.until(() => writer.of("ack").length === 1_100, "1,100 acks");
  a.open();
  await until(a, ({ head }) => head === 1_101, "the head");
  expect(a.getState().messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => 1_052 + i));
});

it("shows a refused message as failed, keeps its text, and can send or discard it", async () => {
  const roomId = await live.room(mina);
  const a = clientOf(mina, roomId);
  await until(a, ({ status }) => status === "live", "to be live");
  const id = a.send("x".repeat(4_001));
  await until(a, ({ pending }) => pending[0]?.state === "failed", "the refusal");
  expect(a.getState().pending[0]).toMatchObject({ clientId: id, reason: "too_long" });
  a.discard(id);
  expect(a.getState().pending).toEqual([]);
});

it("detects a silently dead network, and sends again over a new connection, once", async () => {
  const roomId = await live.room(mina);
  const network = await freezableNetwork(Number(new URL(live.cloud.urls.rooms).port));
  const a = clientOf(mina, roomId, { host: `127.0.0.1:${network.port}`, answerTimeoutMs: 300 });
  await until(a, ({ status }) => status === "live", "to be live");
  network.freeze();
  a.send("into the void");
  await until(a, ({ messages, pending }) => messages.length === 1 && pending.length === 0, "the confirmation");
  expect(bodies(a)).toEqual(["into the void"]);
  network.close();
});

it("closes permanently if the web side refuses a ticket", async () => {
  const roomId = await live.room(mina);
  const a = clientOf(mina, roomId, { getTicket: async () => ({ refusal: "signed_out" }) });
  await until(a, ({ status }) => status === "closed", "to be closed");
  expect(a.getState().closed).toBe("signed_out");
});

// Retries, because on a very busy machine the limit may admit a later message of the burst after it refused an earlier one.
it("D5: a burst beyond the limit is slowed down, kept in order, not lost", { retry: 2 }, async () => {
  const limited = await liveRooms({ MESSAGE_RATE: "10", MESSAGE_BURST: "3" });
  onTestFinished(limited.stop);
  const slow = clientOf(mina, await live.room(mina), { host: new URL(limited.cloud.urls.rooms).host });
  slow.send("warm");
  for (let i = 0; i < 8; i++) slow.send(`fast ${i}`);
  await until(slow, ({ messages, pending }) => messages.length === 9 && pending.length === 0, "all of them");
  expect(bodies(slow)).toEqual(["warm", ...Array.from({ length: 8 }, (_, i) => `fast ${i}`)]);
});

/** Forwards bytes to a port; once frozen, its connections stay open and carry nothing. */
async function freezableNetwork(to: number) {
  const alive = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      alive.add(socket);
      socket.on("error", () => {});
    }
    near.on("close", () => far.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const freeze = () => {
    for (const socket of alive) socket.unpipe();
  };
  const close = () => {
    for (const socket of alive) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, freeze, close };
}

it("read positions and typing: each sees the other's; a killed room's are sent again", async () => {
  const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
  const roomId = await live.room(mina);
  await live.db.insert(members).values([mina, jun].map(({ id: userId }) => ({ roomId, userId })));
  const [a, b] = [clientOf(mina, roomId), clientOf(jun, roomId)];
  await until(a, ({ online }) => online.length === 2, "both to be here");
  b.setTyping(true);
  await until(a, ({ typing }) => typing[0] === jun.id, "that Jun writes");
  b.send("hi");
  await until(
    a,
    ({ typing, messages }) => typing.length === 0 && messages.length === 1,
    "the message, and no more writing",
  );
  for (const body of ["one", "two"]) a.send(body);
  await until(b, ({ head }) => head === 3, "three messages");
  b.read(2);
  b.read(3);
  await until(a, ({ readers }) => readers[jun.id] === 3 && readers[mina.id] === 3, "both to have read");
  await live.cloud.rooms?.stop();
  await until(b, ({ status }) => status !== "live", "the break");
  b.read(3);
  await live.cloud.rooms?.start();
  await until(a, ({ status, readers }) => status === "live" && readers[jun.id] === 3, "the same after the break");
  const lastRead = async () => {
    const rows = await live.db.select().from(members).where(eq(members.roomId, roomId));
    return rows.map(({ lastReadSeq }) => lastReadSeq);
  };
  await eventually(async () => (await lastRead()).every((seq) => seq === 3), "both in the archive");
});

it("R4: edits, deletes and reactions resolve when they are done, or with the reason of the failure", async () => {
  const roomId = await live.room(mina);
  const [a, b] = [clientOf(mina, roomId), clientOf(jun, roomId)];
  await until(a, ({ online }) => online.length === 2, "both to be here");
  a.send("helo");
  await until(b, ({ messages }) => messages.length === 1, "the message");
  expect(await b.edit(1, "mine")).toBe("forbidden");
  expect(await a.edit(1, "hello")).toBeUndefined();
  expect(await b.react(1, "👍", true)).toBeUndefined();
  await until(a, ({ messages: [first] }) => first?.reactions?.["👍"]?.[0] === jun.id && first.body === "hello", "both");
  await live.cloud.rooms?.stop();
  const removed = a.remove(1);
  await live.cloud.rooms?.start();
  expect(await removed).toBeUndefined();
  expect(await a.edit(1, "too late")).toBe("not_found");
  // Deleting a deleted message succeeds: it is as requested.
  expect(await a.remove(1)).toBeUndefined();
});
