import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { members, messages, rooms } from "@/db/schema";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { verifyTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { names, newRoom, privateRoom, say, walk } from "./scenes";
import { backstage, signedUp, type Visitor } from "./web";

let cloud: TestCloud;
let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  ({ cloud } = await recordedCloud());
  mina = await signedUp("mina");
  jun = await signedUp("jun");
}, 60_000);

describe("D2: a private room", () => {
  it("is found by its members and by nobody else, on every path", async () => {
    const room = await privateRoom(mina, "비밀의 방");
    await say(mina, room.id, 1, "우리끼리");
    expect(names(await walk(mina, "비밀의", 10))).toEqual(["비밀의 방"]);
    expect((await mina.get(`/api/rooms/${room.id}`)).status).toBe(200);
    expect((await mina.get(`/api/rooms/${room.id}/messages`)).json.messages).toHaveLength(1);
    expect((await mina.post(`/api/rooms/${room.id}/ticket`)).status).toBe(200);

    const nothing = await jun.get(`/api/rooms/${newId()}`);
    expect(names(await walk(jun, "비밀의", 10))).toEqual([]);
    for (const answer of [
      await jun.get(`/api/rooms/${room.id}`),
      await jun.get(`/api/rooms/${room.id}/messages`),
      await jun.post(`/api/rooms/${room.id}/ticket`),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.text).toBe(nothing.text);
    }
    const rows = await backstage().select().from(members).where(eq(members.roomId, room.id));
    expect(rows.map(({ userId }) => userId)).toEqual([mina.user.id]);
  });

  it("is listed for its members among the public ones, each once and in order", async () => {
    await newRoom(mina, "섞임 1");
    await privateRoom(mina, "섞임 2");
    await newRoom(mina, "섞임 3");
    for (const limit of [1, 2, 10]) {
      expect(names(await walk(mina, "섞임", limit))).toEqual(["섞임 3", "섞임 2", "섞임 1"]);
      expect(names(await walk(jun, "섞임", limit))).toEqual(["섞임 3", "섞임 1"]);
    }
  });
});

describe("a room that does not exist", () => {
  it.each([newId(), "1", "not-a-room", "%00", "3d6f4ea8-3c4b-4b6e-9a0e-1f7a2f0f6c11", "..%2f..%2fadmin"])(
    "%s is 404 on every path",
    async (id) => {
      for (const answer of [
        await mina.get(`/api/rooms/${id}`),
        await mina.get(`/api/rooms/${id}/messages`),
        await mina.post(`/api/rooms/${id}/ticket`),
      ]) {
        expect(answer.status).toBe(404);
        expect(answer.json.code).toBe("not_found");
      }
    },
  );
});

describe("D1: a ticket", () => {
  const rolesIn = (roomId: string, userId: string) =>
    backstage()
      .select({ role: members.role })
      .from(members)
      .where(and(eq(members.roomId, roomId), eq(members.userId, userId)));

  it("names user, room, role and session, for 30 seconds", async () => {
    const room = await newRoom(mina, "표");
    const { ticket, expiresAt } = (await mina.post(`/api/rooms/${room.id}/ticket`)).json;
    const claims = await verifyTicket(ticket, room.id, cloud.env.TICKET_SECRET ?? "");
    expect(claims).toMatchObject({ sub: mina.user.id, name: mina.user.username, room: room.id, role: "owner" });
    expect(claims?.exp).toBe(expiresAt / 1000);
    expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).toBe(30);
    expect(await verifyTicket(ticket, newId(), cloud.env.TICKET_SECRET ?? "")).toBeUndefined();
  });

  it("makes a new user of a public room a member, once", async () => {
    const room = await newRoom(mina, "새 얼굴");
    expect(await rolesIn(room.id, jun.user.id)).toEqual([]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => jun.post(`/api/rooms/${room.id}/ticket`)));
    for (const { json } of answers) {
      expect(await verifyTicket(json.ticket, room.id, cloud.env.TICKET_SECRET ?? "")).toMatchObject({ role: "member" });
    }
    expect(await rolesIn(room.id, jun.user.id)).toEqual([{ role: "member" }]);
    expect((await jun.get(`/api/rooms/${room.id}`)).json.room.memberCount).toBe(2);
  });

  it("costs two database requests: one for the session and one for the access", async () => {
    const room = await newRoom(mina, "값");
    const before = cloud.postgres.requests();
    expect((await jun.post(`/api/rooms/${room.id}/ticket`)).status).toBe(200);
    expect(cloud.postgres.requests() - before).toBe(2);
  });
});

describe("history", () => {
  let room: RoomInfo;
  beforeAll(async () => {
    room = await newRoom(mina, "역사");
    const sentAt = new Date("2025-03-01T09:00:00.001Z");
    const rows = Array.from({ length: 120 }, (_, i) => ({
      roomId: room.id,
      seq: i + 1,
      authorId: mina.user.id,
      clientId: newId(),
      body: `말 ${i + 1}`,
      sentAt,
      replyTo: i === 9 ? 3 : null,
    }));
    await backstage().insert(messages).values(rows);
  });
  const history = async (query: string) => (await jun.get(`/api/rooms/${room.id}/messages${query}`)).json;
  const seqs = (answer: { messages: { seq: number }[] }) => answer.messages.map(({ seq }) => seq);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it("begins with the newest 50 and leads back to the first", async () => {
    const newest = await history("");
    expect(seqs(newest)).toEqual(range(71, 120));
    expect(newest.nextBefore).toBe(71);
    const older = await history(`?before=${newest.nextBefore}`);
    expect(seqs(older)).toEqual(range(21, 70));
    const oldest = await history(`?before=${older.nextBefore}`);
    expect(seqs(oldest)).toEqual(range(1, 20));
    expect(oldest.nextBefore).toBeUndefined();
  });

  it("a page that ends at the first message says that it is the last", async () => {
    const page = await history("?before=51");
    expect(seqs(page)).toEqual(range(1, 50));
    expect(page.nextBefore).toBeUndefined();
    expect(await history("?before=1")).toEqual({ messages: [] });
  });

  it("goes forward with `after`, by seq", async () => {
    expect(seqs(await history("?after=0&limit=3"))).toEqual([1, 2, 3]);
    expect(seqs(await history("?after=118"))).toEqual([119, 120]);
    expect(await history("?after=120")).toEqual({ messages: [] });
  });

  it("goes both ways from a message with `around`", async () => {
    const middle = await history("?around=60&limit=10");
    expect(seqs(middle)).toEqual(range(56, 65));
    expect(middle.nextBefore).toBe(56);
    expect(seqs(await history("?around=60"))).toEqual(range(36, 85));
    expect(seqs(await history("?around=60&limit=1"))).toEqual([60]);
    expect(seqs(await history("?around=999&limit=6"))).toEqual([118, 119, 120]);
    const first = await history("?around=5&limit=10");
    expect(seqs(first)).toEqual(range(1, 10));
    expect(first.nextBefore).toBeUndefined();
    expect(await history("?around=0&limit=3")).toEqual({ messages: [expect.objectContaining({ seq: 1 })] });
    expect(await history("?around=3&limit=4")).toMatchObject({ nextBefore: 2 });
  });

  it("returns single messages by seq, for quotes; a seq that is no message is left out", async () => {
    expect(seqs(await history("?seqs=77,3,999,10,3"))).toEqual([3, 10, 77]);
    expect(await history("?seqs=999")).toEqual({ messages: [] });
    const hundred = range(1, 100).join(",");
    expect(seqs(await history(`?seqs=${hundred}&limit=1`))).toEqual(range(1, 100));
  });

  it("has messages in the form of the wire", async () => {
    expect((await history("?before=11&limit=1")).messages).toEqual([
      {
        kind: "message",
        seq: 10,
        clientId: expect.any(String),
        author: mina.user,
        body: "말 10",
        sentAt: Date.parse("2025-03-01T09:00:00.001Z"),
        replyTo: 3,
      },
    ]);
  });

  it.each([
    "before=x",
    "before=-1",
    "before=1e3",
    "before=9007199254740993",
    "limit=0",
    "limit=101",
    "before=5&after=1",
    "seqs=",
    "seqs=1,",
    "seqs=1,x",
    "seqs=1&before=5",
    "seqs=1&after=5",
    "around=",
    "around=-1",
    "around=5&before=5",
    "around=5&after=5",
    "around=5&seqs=5",
    `seqs=${"1,".repeat(100)}1`,
  ])("D4: ?%s is refused", async (query) => {
    const answer = await jun.get(`/api/rooms/${room.id}/messages?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.json.code).toBe("invalid");
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));

it("D7: history has at most 1 MiB per response and misses nothing", async () => {
  const mina = await signedUp("mina");
  const room = await newRoom(mina, "방");
  const rows = Array.from({ length: 150 }, (_, i) => ({
    roomId: room.id,
    seq: i + 1,
    authorId: mina.user.id,
    clientId: newId(),
    body: "😀".repeat(4000),
    sentAt: new Date(),
  }));
  for (let i = 0; i < 150; i += 30)
    await backstage()
      .insert(messages)
      .values(rows.slice(i, i + 30));
  await backstage().update(rooms).set({ headSeq: 150 }).where(eq(rooms.id, room.id));
  const seen: number[] = [];
  for (let before: number | undefined = 1000; before; ) {
    const answer = await mina.get(`/api/rooms/${room.id}/messages?before=${before}&limit=100`);
    expect(Buffer.byteLength(answer.text)).toBeLessThanOrEqual(1024 * 1024);
    seen.unshift(...answer.json.messages.map(({ seq }: { seq: number }) => seq));
    before = answer.json.nextBefore;
  }
  expect(seen).toEqual(rows.map(({ seq }) => seq));
  const on: number[] = [];
  for (;;) {
    const answer = await mina.get(`/api/rooms/${room.id}/messages?after=${on.at(-1) ?? 0}&limit=100`);
    expect(Buffer.byteLength(answer.text)).toBeLessThanOrEqual(1024 * 1024);
    if (answer.json.messages.length === 0) break;
    on.push(...answer.json.messages.map(({ seq }: { seq: number }) => seq));
  }
  expect(on).toEqual(seen);
  const around = await mina.get(`/api/rooms/${room.id}/messages?around=75&limit=100`);
  expect(Buffer.byteLength(around.text)).toBeLessThanOrEqual(1024 * 1024);
  const middle = around.json.messages.map(({ seq }: { seq: number }) => seq);
  expect(middle).toEqual(seen.slice(seen.indexOf(middle[0]), seen.indexOf(middle.at(-1)) + 1));
  expect([middle[0] < 75, middle.at(-1) > 75, around.json.nextBefore]).toEqual([true, true, middle[0]]);
  const seqs = rows.slice(0, 100).map(({ seq }) => seq);
  const some = await mina.get(`/api/rooms/${room.id}/messages?seqs=${seqs.join(",")}`);
  expect(Buffer.byteLength(some.text)).toBeLessThanOrEqual(1024 * 1024);
});
