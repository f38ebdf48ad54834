/** The archive's mentions in a real Postgres dialect: one statement with the batch. */
import { and, eq, ne } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { appendEvents } from "@/db/queries/append";
import { bestMembers, calledMembers, listMembers } from "@/db/queries/members";
import { eventsAfter, recentMessages } from "@/db/queries/messages";
import { findRoom } from "@/db/queries/rooms";
import { members, mentions, users } from "@/db/schema";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import { findMentions, nameIndex } from "@/lib/events/mentions";
import type { LogEntry } from "@/lib/events/reduce";
import type { Event, User } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";

let live: LiveRooms;
let [jun, jieun, jieuni, mina, outsider]: User[] = [];
const at = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  live = await liveRooms();
  const people = ["jun", "지은", "지은이", "Mina", "outsider"];
  [jun, jieun, jieuni, mina, outsider] = await Promise.all(people.map((name) => live.person(name)));
});

async function newRoom(): Promise<string> {
  const roomId = await live.room(jun as User);
  const rows = [jun, jieun, jieuni, mina].map((user) => ({ roomId, userId: user?.id ?? "" }));
  await live.db.insert(members).values(rows).onConflictDoNothing();
  return roomId;
}

const entry = (event: Event, by: string): LogEntry => ({ event, by, clientId: newId() });
const said = (seq: number, body: string, bound?: User[], author = jun as User): LogEntry =>
  entry(
    {
      ...{ kind: "message", seq, clientId: newId(), author, body, sentAt: at + seq },
      ...(bound && { mentions: bound.map(({ id }) => id) }),
    },
    author.id,
  );
const edited = (seq: number, target: number, body: string, bound?: User[]): LogEntry =>
  entry(
    {
      kind: "edit",
      seq,
      target,
      body,
      by: jun?.id ?? "",
      at: at + seq,
      ...(bound && { mentions: bound.map(({ id }) => id) }),
    },
    jun?.id ?? "",
  );
const deleted = (seq: number, target: number): LogEntry =>
  entry({ kind: "delete", seq, target, by: jun?.id ?? "", at: at + seq }, jun?.id ?? "");

async function unreadMentions(roomId: string, user: User | undefined) {
  return (await findRoom(live.db, roomId, user?.id ?? ""))?.mine?.mentions ?? [];
}

describe("a text mentions members, by the longest of their names", () => {
  it.each([
    ["@지은이 왔어?", ["지은이"]],
    ["@지은아 왔어?", ["지은"]],
    ["안녕@지은 ＠ＭＩＮＡ님도", ["지은", "Mina"]],
    ["@mina...고마워 @minata @jun", ["Mina"]],
    ["@outsider @nobody me@mina.kr 50%@_", []],
    ["`@지은`은 말고 @지은이만\n```\n@mina\n```", ["지은이"]],
  ])("%s", async (body, names) => {
    const roomId = await newRoom();
    const { mentioned } = await appendEvents(live.db, roomId, [said(1, body)]);
    const everybody = [jun, jieun, jieuni, mina, outsider];
    const found = mentioned.map(([, id]) => everybody.find((user) => user?.id === id)?.username);
    expect(found.sort()).toEqual([...names].sort());
    for (const user of everybody) {
      const isMentioned = names.includes(user?.username ?? "");
      expect(await unreadMentions(roomId, user), user?.username).toEqual(isMentioned ? [{ seq: 1, at: 1 }] : []);
    }
  });

  it("every chosen user is mentioned, even if another one has a longer name that fits", async () => {
    const roomId = await newRoom();
    await appendEvents(live.db, roomId, [said(1, "@지은이랑 @지은이 같이 와", [jieun as User, jieuni as User])]);
    for (const user of [jieun, jieuni]) expect(await unreadMentions(roomId, user)).toMatchObject([{ seq: 1 }]);
    await appendEvents(live.db, roomId, [edited(2, 1, "@지은이랑 같이 와", [jieun as User])]);
    expect(await unreadMentions(roomId, jieun)).toMatchObject([{ seq: 1 }]);
    expect(await unreadMentions(roomId, jieuni)).toEqual([]);
  });

  it("a chosen user takes precedence over a longer name, but only under their own name", async () => {
    const roomId = await newRoom();
    await appendEvents(live.db, roomId, [said(1, "@지은이 왔어?", [jieun as User]), said(2, "@mina", [jieun as User])]);
    expect(await unreadMentions(roomId, jieun)).toEqual([{ seq: 1, at: 1 }]);
    expect(await unreadMentions(roomId, jieuni)).toEqual([]);
    expect(await unreadMentions(roomId, mina)).toEqual([{ seq: 2, at: 2 }]);
    expect((await recentMessages(live.db, roomId, 2)).map((message) => message.mentions)).toEqual([
      [jieun?.id],
      [jieun?.id],
    ]);
  });
});

describe("a chosen user who is not a member", () => {
  it("is not mentioned, and no other user is mentioned at their @", async () => {
    const roomId = await newRoom();
    await appendEvents(live.db, roomId, [said(1, "안녕", [], jieuni)]);
    await live.db.delete(members).where(and(eq(members.roomId, roomId), eq(members.userId, jieuni?.id ?? "")));
    const { mentioned } = await appendEvents(live.db, roomId, [
      said(2, "@지은이 왔어?", [jieuni as User]),
      said(3, "@지은이랑 @mina", [jieuni as User]),
      said(4, "@지은이 왔어?"),
    ]);
    expect(mentioned.toSorted()).toEqual([
      [3, mina?.id],
      [4, jieun?.id],
    ]);
  });

  it("may be meant by each @ if they have no event in the room, since pages do not know their name", async () => {
    const roomId = await newRoom();
    const nobody = { id: newId(), username: "?" };
    const { mentioned } = await appendEvents(live.db, roomId, [
      said(1, "@outsider @mina", [outsider as User]),
      said(2, "@지은이 왔어?", [nobody]),
      said(3, "@지은이 @mina", [nobody, mina as User]),
    ]);
    expect(mentioned).toEqual([[3, mina?.id]]);
  });
});

it("the SQL statement and findMentions return the same users for random texts and random chosen users", async () => {
  const roomId = await newRoom();
  const names = [
    "지은",
    "지은이",
    "지은이야",
    "지",
    "Mina",
    "mina-k",
    "home",
    "home.kr",
    "지은아",
    "지수",
    "mina.이",
    "짘",
  ];
  const [left, wroteAndDeleted, ...present] = await Promise.all(
    ["지은이네", "지은이나", ...names].map((name) => live.person(name)),
  );
  await live.db.delete(members).where(and(eq(members.roomId, roomId), ne(members.userId, jun?.id ?? "")));
  await live.db.insert(members).values(present.map(({ id: userId }) => ({ roomId, userId })));
  const gone = [left, wroteAndDeleted].map((author, i) => said(i + 1, "안녕", [], author));
  await appendEvents(live.db, roomId, gone);
  const deletion = { username: DELETED_USERNAME, deletedAt: new Date() };
  await live.db
    .update(users)
    .set(deletion)
    .where(eq(users.id, wroteAndDeleted?.id ?? ""));
  const known = nameIndex([...present, { ...(left as User), isMember: false }]);
  const pieces = [
    ..."@@@＠@ .-_이야네나랑",
    "@지은",
    "@지은이",
    "지은이",
    "안녕@",
    "mina",
    "home.kr",
    "\n- ",
    "`",
    "@지읂",
    "ㅎ",
    "@짘ㅋ",
    "@짘",
  ];
  const texts = fc.array(fc.constantFrom(...pieces, ...names), { minLength: 1, maxLength: 12 });
  const choosable = [...present, ...present, left, wroteAndDeleted, outsider].map((user) => user as User);
  const chosen = fc.oneof(fc.constant<User[]>([]), fc.uniqueArray(fc.constantFrom(...choosable), { maxLength: 6 }));
  const samples = fc.sample(fc.tuple(texts, chosen), 1_000).map(([text, bound], i) => {
    return { seq: i + 3, body: text.join(""), bound };
  });
  const { mentioned } = await appendEvents(
    live.db,
    roomId,
    samples.map(({ seq, body, bound }) => said(seq, body, bound)),
  );
  const isPresent = (id: string) => present.some((user) => user.id === id);
  for (const { seq, body, bound } of samples) {
    const ids = bound.map(({ id }) => id);
    const drawn = findMentions(body, known, ids).map(({ user }) => user.id);
    const called = mentioned.flatMap(([event, id]) => (event === seq ? [id] : []));
    const context = JSON.stringify([body, bound.map(({ username }) => username)]);
    expect(called.toSorted(), context).toEqual([...new Set(drawn)].filter(isPresent).sort());
  }
});

describe("a mention follows the text", () => {
  it("an edit adds, keeps and removes it; a delete removes it", async () => {
    const roomId = await newRoom();
    await appendEvents(live.db, roomId, [said(1, "안녕"), said(2, "@mina")]);
    const { mentioned } = await appendEvents(live.db, roomId, [edited(3, 1, "안녕 @mina"), edited(4, 2, "@mina!")]);
    expect(mentioned).toHaveLength(2);
    expect(await unreadMentions(roomId, mina)).toEqual([
      { seq: 2, at: 2 },
      { seq: 1, at: 3 },
    ]);
    await appendEvents(live.db, roomId, [edited(5, 1, "안녕 @지은")]);
    expect([await unreadMentions(roomId, mina), await unreadMentions(roomId, jieun)]).toEqual([
      [{ seq: 2, at: 2 }],
      [{ seq: 1, at: 5 }],
    ]);
    await appendEvents(live.db, roomId, [deleted(6, 2), deleted(7, 1)]);
    expect(await live.db.select().from(mentions).where(eq(mentions.roomId, roomId))).toEqual([]);
  });

  it("within one batch only the newest text counts, and repeating a batch changes nothing", async () => {
    const roomId = await newRoom();
    const batch = [said(1, "@지은"), edited(2, 1, "@mina", [mina as User]), said(3, "@mina"), deleted(4, 3)];
    for (let i = 0; i < 2; i++) await appendEvents(live.db, roomId, batch);
    expect([await unreadMentions(roomId, mina), await unreadMentions(roomId, jieun)]).toEqual([
      [{ seq: 1, at: 2 }],
      [],
    ]);
    const [first, gone] = await recentMessages(live.db, roomId, 2);
    expect([first?.mentions, gone?.mentions]).toEqual([[mina?.id], undefined]);
    const events = await eventsAfter(live.db, roomId, 0, 10);
    expect(events.map((event) => ("mentions" in event ? event.mentions : undefined))).toEqual([
      [mina?.id],
      [mina?.id],
      undefined,
      undefined,
    ]);
  });

  it("read mentions do not count, until they are marked as unread", async () => {
    const roomId = await newRoom();
    const batch = [said(1, "@mina"), said(2, "@mina"), said(3, "안녕")];
    await appendEvents(live.db, roomId, batch, [[mina?.id ?? "", 1]]);
    await appendEvents(live.db, roomId, [said(4, "x")], [[mina?.id ?? "", 1]]);
    expect(await unreadMentions(roomId, mina)).toEqual([{ seq: 2, at: 2 }]);
    await appendEvents(live.db, roomId, [edited(5, 3, "@mina")], [[mina?.id ?? "", 4]]);
    expect(await unreadMentions(roomId, mina)).toEqual([{ seq: 3, at: 5 }]);
    const own = and(eq(members.roomId, roomId), eq(members.userId, mina?.id ?? ""));
    await live.db.update(members).set({ lastReadSeq: 5, unreadFrom: 2 }).where(own);
    expect(await unreadMentions(roomId, mina)).toEqual([
      { seq: 2, at: 2 },
      { seq: 3, at: 5 },
    ]);
    await live.db.delete(members).where(own);
    expect(await live.db.select().from(mentions).where(eq(mentions.roomId, roomId))).toEqual([]);
  });
});

describe("member search", () => {
  it("finds a part of the name, initial consonants and unfinished syllables; never members of other rooms", async () => {
    const roomId = await newRoom();
    const names = async (query: string) =>
      (await listMembers(live.db, roomId, { query, limit: 10 })).members.map(({ user }) => user.username).sort();
    for (const query of ["은", "ㅈㅇ", "지ㅇ", "지으"]) {
      expect(await names(query), query).toEqual(["지은", "지은이"]);
    }
    expect([await names("INA"), await names("out"), await names("%"), await names("_")]).toEqual([
      ["Mina"],
      [],
      [],
      [],
    ]);
  });

  it("finds initial consonants among other characters, in any case and spelling", async () => {
    const others = await Promise.all(["홍길동2", "Straße"].map((name) => live.person(name)));
    const roomId = await newRoom();
    await live.db.insert(members).values(others.map(({ id: userId }) => ({ roomId, userId })));
    for (const [query, name] of [
      ["ㅎㄱㄷ2", "홍길동2"],
      ["ㄷ2", "홍길동2"],
      ["STRASSE", "Straße"],
    ] as const) {
      const best = await bestMembers(live.db, roomId, query, 2);
      expect(
        best.map(({ user }) => user.username),
        query,
      ).toEqual([name]);
    }
  });

  it("lists an exact match first", async () => {
    const roomId = await newRoom();
    const best = await bestMembers(live.db, roomId, "지은", 1);
    expect(best.map(({ user }) => user.username)).toEqual(["지은"]);
  });

  it("finds the members that a text may mention", async () => {
    const roomId = await newRoom();
    const found = await calledMembers(live.db, roomId, ["@지은이도 @minata", "@outsider"]);
    expect(found.map(({ user }) => user.username).sort()).toEqual(["지은", "지은이"]);
  });
});
