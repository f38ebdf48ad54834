/** Commands of the web side, read receipts and typing: through real workerd and the real stores. */
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { archiveHead, eventsAfter, recentMessages } from "@/db/queries/messages";
import { members, rooms, users } from "@/db/schema";
import { CLOSE } from "@/lib/protocol/connection";
import type { SystemMessage, User } from "@/lib/protocol/room";
import { type RoomCommand, roomPath, signCall } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import { drained, eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";

/** D3's limit. */
const PROMISED_MS = 1_000;

let live: LiveRooms;
beforeAll(async () => {
  live = await liveRooms();
});

async function command(roomId: string, ...commands: RoomCommand[]) {
  const call = { method: "POST", path: roomPath(roomId), body: JSON.stringify({ orders: commands }) };
  const token = await signCall(call, live.env.TICKET_SECRET);
  const headers = { authorization: `Bearer ${token}` };
  return fetch(live.cloud.urls.rooms + call.path, { method: call.method, body: call.body, headers });
}

function line(by: User, what: SystemMessage["what"], who?: User, more: Partial<SystemMessage> = {}): RoomCommand {
  const notice = { what, ...(who ? { who } : {}), ...more };
  return { type: "notice", clientId: newId(), author: by, body: `${by.username} ${what} ${who?.username}`, notice };
}

/** A room with these members, each with a socket. */
async function scene(...people: User[]): Promise<{ roomId: string; peers: RoomPeer[] }> {
  const [owner] = people as [User];
  const roomId = await live.room(owner);
  await live.db.insert(members).values(people.map(({ id: userId }) => ({ roomId, userId })));
  const peers = await Promise.all(people.map((user) => live.connect(user, roomId)));
  return { roomId, peers };
}

const closes = (peer: RoomPeer) => peer.until(() => peer.closed !== undefined, "a close", PROMISED_MS);
const kinds = (peer: RoomPeer) => peer.events().map((event) => ("notice" in event && event.notice?.what) || event.kind);
const lastRead = async (roomId: string, { id }: User) =>
  (await live.db.select().from(members).where(eq(members.roomId, roomId))).find(({ userId }) => userId === id)
    ?.lastReadSeq;

describe("removal", () => {
  it.each(["kicked", "banned"] as const)(
    "D3: %s: every socket closes within a second, nothing is broadcast to it after, old tickets are refused",
    async (what) => {
      const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
      const { roomId, peers } = await scene(mina, jun);
      const [owner, one] = peers as [RoomPeer, RoomPeer];
      const two = await live.connect(jun, roomId);
      await owner.sent("before");
      await two.until(() => two.events().length === 1, "the first message");
      const tickets = [await live.ticket(jun, roomId), await live.ticket(jun, roomId)] as const;

      const closing = Promise.all([closes(one), closes(two)]);
      const answer = await command(roomId, { type: "close", users: [jun.id] }, line(mina, what, jun));
      expect([answer.status, await answer.json()]).toEqual([200, { closed: 2 }]);
      await closing;
      expect([one.closed, two.closed]).toEqual(Array(2).fill(CLOSE.noLongerAllowed));

      await owner.sent("after");
      await owner.until(() => owner.events().length === 3, "all of it");
      expect(kinds(owner)).toEqual(["message", what, "message"]);
      expect(kinds(one)).toEqual(["message"]);
      for (const query of [{ ticket: tickets[0] }, { ticket: tickets[1], after: "1" }]) {
        const back = live.tryConnect(roomId, { v: "1", ...(query as Record<string, string>) });
        await back.until(() => back.closed !== undefined, "a refusal");
        expect([back.closed, back.frames]).toEqual([CLOSE.badTicket, []]);
      }
    },
  );
});

describe("system messages", () => {
  it("R3 R6: are in order among the messages, for sockets, Redis, archive and history alike, and are no activity", async () => {
    const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
    const { roomId, peers } = await scene(mina);
    const [peer] = peers as [RoomPeer];
    const activity = async () =>
      (await live.db.select().from(rooms).where(eq(rooms.id, roomId))).map(({ lastActivityAt }) => lastActivityAt)[0];
    await peer.sent("one");
    await eventually(async () => (await archiveHead(live.db, roomId)).seq === 1, "the first flush");
    const before = await activity();
    const joined = line(mina, "joined", jun);
    for (const each of [joined, line(mina, "renamed", undefined, { name: "새 이름" }), joined])
      await command(roomId, each);
    await eventually(async () => (await archiveHead(live.db, roomId)).seq === 3, "the flush of the system messages");
    expect(await activity()).toEqual(before);
    await peer.sent("two");
    await eventually(async () => (await archiveHead(live.db, roomId)).seq === 4, "the last flush");
    expect(kinds(peer)).toEqual(["message", "joined", "renamed", "message"]);
    const archived = await recentMessages(live.db, roomId, 50);
    expect(archived).toEqual(peer.events());
    expect(archived[1]?.notice).toEqual({ what: "joined", who: jun });
    expect(await eventsAfter(live.db, roomId, 0, 50)).toEqual(peer.events());
    await drained(live, roomId);
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    expect((await live.connect(jun, roomId)).welcome).toMatchObject({ source: "redis", messages: archived });
    await command(roomId, joined);
    const back = await live.connect(jun, roomId, { after: 0 });
    expect(back.welcome).toMatchObject({ head: 4, events: archived });
  });
});

describe("roles, read-only, the end", () => {
  it("a new role applies to open sockets; a read-only room accepts no change, restarted or not", async () => {
    const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
    const { roomId, peers } = await scene(mina, jun);
    const [owner, peer] = peers as [RoomPeer, RoomPeer];
    for (const body of ["first", "second", "third"]) await owner.sent(body);
    const deletes = async (by: RoomPeer, seq: number) => {
      const clientId = newId();
      by.say(JSON.stringify({ type: "delete", clientId, seq }));
      const answered = () => [...by.of("ack"), ...by.of("refused")].find((frame) => frame.clientId === clientId);
      await by.until(() => answered() !== undefined, "an answer");
      const answer = answered();
      return answer?.type === "refused" ? answer.reason : "done";
    };
    expect(await deletes(peer, 1)).toBe("forbidden");
    await command(roomId, { type: "role", userId: jun.id, role: "admin" });
    expect(await deletes(peer, 1)).toBe("done");
    await command(roomId, { type: "open", isReadOnly: true, recheck: false });
    expect(await deletes(peer, 2)).toBe("forbidden");
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    expect(await deletes(await live.connect(mina, roomId), 2)).toBe("forbidden");
    await command(roomId, { type: "open", isReadOnly: false, recheck: false });
    expect(await deletes(await live.connect(mina, roomId), 2)).toBe("done");
  });

  it("a room with empty storage learns from the archive that it is read-only, and the read positions", async () => {
    const [mina, jun, ara] = [await live.person("민아"), await live.person("Jun"), await live.person("아라")];
    const roomId = await live.room(mina);
    await live.db.update(users).set({ receipts: false }).where(eq(users.id, ara.id));
    await live.db.update(rooms).set({ archivedAt: new Date(), headSeq: 9 }).where(eq(rooms.id, roomId));
    const read = (userId: string, lastReadSeq: number) => ({ roomId, userId, lastReadSeq });
    await live.db.insert(members).values([read(mina.id, 0), read(jun.id, 7), read(ara.id, 8)]);
    const peer = await live.connect(mina, roomId);
    expect(peer.welcome).toMatchObject({ head: 9, readers: { [jun.id]: 7 } });
    expect(Object.keys(peer.welcome.readers)).toEqual([jun.id]);
    peer.send("a word");
    await peer.until(() => peer.of("refused").length === 1, "a refusal");
    expect(peer.of("refused")[0]?.reason).toBe("forbidden");
  });

  it("deleted, it closes every socket with 4010 within a second and accepts nobody any more, restarted or not", async () => {
    const mina = await live.person("민아");
    const { roomId, peers } = await scene(mina);
    const [peer] = peers as [RoomPeer];
    await peer.sent("last words");
    const ticket = await live.ticket(mina, roomId);
    await live.db.delete(rooms).where(eq(rooms.id, roomId));
    const closing = closes(peer);
    expect((await command(roomId, { type: "end" })).status).toBe(200);
    await closing;
    expect(peer.closed).toBe(CLOSE.roomClosed);
    for (const each of [ticket, await live.ticket(mina, roomId)]) {
      const late = live.tryConnect(roomId, { v: "1", ticket: each });
      await late.until(() => late.closed !== undefined, "a close");
      expect([late.closed, late.frames]).toEqual([CLOSE.roomClosed, []]);
      await live.cloud.rooms?.stop();
      await live.cloud.rooms?.start();
    }
    expect((await command(roomId, line(mina, "joined"))).status).toBe(200);
  });

  it("deleted without a command, it notices at its next flush", async () => {
    const mina = await live.person("민아");
    const { roomId, peers } = await scene(mina);
    const [peer] = peers as [RoomPeer];
    await live.db.delete(rooms).where(eq(rooms.id, roomId));
    peer.send("into the void");
    await peer.until(() => peer.closed !== undefined, "a close");
    expect(peer.closed).toBe(CLOSE.roomClosed);
  });
});

describe("receipts and typing", () => {
  it("a read reaches every device within a second and the archive; a writer has read", async () => {
    const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
    const { roomId, peers } = await scene(mina, jun);
    const [writer, reader] = peers as [RoomPeer, RoomPeer];
    const phone = await live.connect(jun, roomId);
    await writer.sent("one");
    await writer.sent("two");
    reader.say(JSON.stringify({ type: "read", seq: 2 }));
    const told = (peer: RoomPeer) => peer.of("read").some(({ readers }) => readers[jun.id] === 2);
    await Promise.all([writer, phone].map((peer) => peer.until(() => told(peer), "the read", PROMISED_MS)));
    reader.say(JSON.stringify({ type: "read", seq: 1 }));
    await eventually(async () => (await lastRead(roomId, jun)) === 2, "the read in the archive");
    expect(await lastRead(roomId, mina)).toBe(2);
    await drained(live, roomId);
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    expect((await live.connect(mina, roomId)).welcome.readers).toEqual({ [mina.id]: 2, [jun.id]: 2 });
  });

  it("typing is broadcast, and ends with the message", async () => {
    const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
    const { peers } = await scene(mina, jun);
    const [writer, other] = peers as [RoomPeer, RoomPeer];
    writer.say(JSON.stringify({ type: "typing", on: true }));
    await other.until(() => other.of("typing").length === 1, "somebody typing", PROMISED_MS);
    await writer.sent("there");
    await other.until(() => other.of("typing").length === 2, "its end", PROMISED_MS);
    expect(other.of("typing").map(({ userIds }) => userIds)).toEqual([[mina.id], []]);
  });
});
