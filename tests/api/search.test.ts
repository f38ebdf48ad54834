import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { fillSearch } from "@/db/migrate/fill-search";
import { patientSql } from "@/db/migrate/patient-sql";
import { appendEvents } from "@/db/queries/append";
import { searchMessages } from "@/db/search/search-messages";
import type { LogEntry } from "@/lib/events/reduce";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { type SearchResult, searchQuery } from "@/lib/protocol/http/search";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { recordedCloud } from "./cloud";
import { newRoom, privateRoom, putIn, say } from "./scenes";
import { backstage, signedUp, type Visitor } from "./web";

let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  await recordedCloud();
  mina = await signedUp("mina");
  jun = await signedUp("jun");
}, 60_000);

/** Searches through the API, which first compares the newest messages, and by the index alone: both must find the same. */
async function search(visitor: Visitor, query: string, more: Record<string, string> = {}): Promise<SearchResult[]> {
  const parameters = { query, ...more };
  const answer = await visitor.get(`/api/search?${new URLSearchParams(parameters)}`);
  expect(answer.status).toBe(200);
  const byIndex = await searchMessages(backstage(), visitor.user.id, searchQuery.parse(parameters), 0);
  expect(byIndex).toEqual(answer.json);
  return answer.json.results;
}

const textOf = ({ excerpt }: SearchResult) => excerpt.map(({ text, match }) => (match ? `[${text}]` : text)).join("");
const texts = async (...asked: Parameters<typeof search>) => (await search(...asked)).map(textOf);

/** A private room with these messages, one minute after another, oldest first. */
async function roomWith(by: Visitor, ...bodies: string[]): Promise<RoomInfo> {
  const room = await privateRoom(by, `방 ${newId()}`);
  for (const [i, body] of bodies.entries())
    await say(by, room.id, i + 1, body, Date.now() - (bodies.length - i) * 60_000);
  return room;
}

describe("a search finds", () => {
  it("Korean by a part of a word, also in decomposed text, newest first", async () => {
    const { id: roomId } = await roomWith(mina, "오늘회의", "회의에서 봐요", "저녁 회의".normalize("NFD"), "회사 의자");
    const found = ["저녁 [회의]", "[회의]에서 봐요", "오늘[회의]"];
    expect(await texts(mina, "회의", { roomId })).toEqual(found);
    expect(await texts(mina, "회의".normalize("NFD"), { roomId })).toEqual(found);
    expect(await texts(mina, "회의에서", { roomId })).toEqual(["[회의에서] 봐요"]);
    expect(await texts(mina, "의", { roomId })).toHaveLength(4);
  });

  it("Korean by first consonants", async () => {
    const { id: roomId } = await roomWith(mina, "오늘회의", "ㅎㅇ 하이", "회사 의자");
    expect(await texts(mina, "ㅎㅇ", { roomId })).toEqual(["[ㅎㅇ] [하이]", "오늘[회의]"]);
    expect(await texts(mina, "ㅇㄴㅎㅇ", { roomId })).toEqual(["[오늘회의]"]);
    expect(await texts(mina, "늘ㅎ", { roomId })).toEqual(["오[늘회]의"]);
  });

  it("words by their beginning, numbers and code", async () => {
    const { id: roomId } = await roomWith(
      mina,
      "Meeting at the Café",
      "unmeet 1123",
      "v1.12 getUserById(user_id) => null",
    );
    expect(await texts(mina, "meet", { roomId })).toEqual(["[Meet]ing at the Café"]);
    expect(await texts(mina, "CAFE", { roomId })).toEqual(["Meeting at the [Café]"]);
    expect(await texts(mina, "112", { roomId })).toEqual(["unmeet [112]3"]);
    expect(await texts(mina, "getuserbyid(user", { roomId })).toEqual(["v1.12 [getUserById(user]_id) => null"]);
    expect(await texts(mina, "v1.1 =>", { roomId })).toEqual(["[v1.1]2 getUserById(user_id) [=>] null"]);
  });

  it("messages with formats: the excerpt has no markers, and spoilers stay hidden", async () => {
    const { id: roomId } = await roomWith(mina, "오늘 **회의**는 ||깜짝 파티|| 뒤에");
    const [text] = await texts(mina, "회의", { roomId });
    expect(text).toMatch(/^오늘 \[회의\]는 .+ 뒤에$/);
    expect(text).not.toMatch(/파티|[*|]/);
    expect((await texts(mina, "파티", { roomId })).join()).not.toContain("파티");
  });

  it("messages that have every word, or a phrase in its order", async () => {
    const { id: roomId } = await roomWith(mina, "내일 회의 해요", "회의는 내일");
    expect(await texts(mina, "회의 내일", { roomId })).toHaveLength(2);
    expect(await texts(mina, '"내일 회의"', { roomId })).toEqual(["[내일 회의] 해요"]);
  });
});

describe("filters", () => {
  it("from: takes the author's name in any spelling, and nobody for an unknown one", async () => {
    const room = await roomWith(mina, "필터 하나");
    await putIn(room.id, jun);
    await say(jun, room.id, 2, "필터 둘");
    const of = (query: string) => texts(mina, query, { roomId: room.id });
    expect(await of(`필터 from:${jun.user.username.toUpperCase()}`)).toEqual(["[필터] 둘"]);
    expect(await of(`from:@${mina.user.username}`)).toEqual(["필터 하나"]);
    expect(await of(`필터 from:${mina.user.username} from:${jun.user.username}`)).toHaveLength(2);
    expect(await of("필터 from:nobody-has-this")).toEqual([]);
  });

  it("in: takes a part of the room's name, its first consonants, or the other user of a direct room", async () => {
    const other = await signedUp("haru");
    const room = await privateRoom(mina, "기획 회의실");
    await say(mina, room.id, 1, "어디든");
    const direct = (await mina.post("/api/directs", { userId: other.user.id })).json.room;
    await say(mina, direct.id, 1, "어디든 둘이");
    const rooms = async (query: string) => (await search(mina, query)).map((result) => result.room);
    expect(await rooms("어디든 in:회의실")).toEqual([{ id: room.id, name: "기획 회의실" }]);
    expect(await rooms('어디든 in:"기획 회"')).toHaveLength(1);
    expect(await rooms("어디든 in:ㄱㅎㅎㅇㅅ")).toHaveLength(1);
    expect(await rooms(`어디든 in:${other.user.username}`)).toEqual([{ id: direct.id, name: "", direct: other.user }]);
    expect(await rooms("어디든")).toHaveLength(2);
    expect(await rooms("어디든 in:없는방")).toEqual([]);
  });

  it("before: and after: take days of the searcher's time zone, and after: includes its day", async () => {
    const room = await privateRoom(mina, "날짜");
    await say(mina, room.id, 1, "날짜 14:59", Date.parse("2026-03-01T14:59:59.999Z"));
    await say(mina, room.id, 2, "날짜 15:00", Date.parse("2026-03-01T15:00:00Z"));
    const seoul = { roomId: room.id, offset: "540" };
    expect(await texts(mina, "날짜 before:2026-03-02", seoul)).toEqual(["[날짜] 14:59"]);
    expect(await texts(mina, "날짜 after:2026-03-02", seoul)).toEqual(["[날짜] 15:00"]);
    expect(await texts(mina, "날짜 after:2026-03-02", { roomId: room.id })).toEqual([]);
    expect(await texts(mina, "after:2026-03-01 before:2026-03-02", { roomId: room.id })).toHaveLength(2);
  });

  it("before: and after: follow the clocks of the searcher's time zone, whatever its offset is today", async () => {
    const room = await privateRoom(mina, "서머타임");
    await say(mina, room.id, 1, "겨울 자정 전", Date.parse("2026-01-14T23:59:59-05:00"));
    await say(mina, room.id, 2, "겨울 자정", Date.parse("2026-01-15T00:00:00-05:00"));
    const summer = { roomId: room.id, offset: "-240", zone: "america/new_york" };
    expect(await texts(mina, "겨울 before:2026-01-15", summer)).toEqual(["[겨울] 자정 전"]);
    expect(await texts(mina, "겨울 after:2026-01-15", summer)).toEqual(["[겨울] 자정"]);
    expect(await texts(mina, "겨울 after:2026-01-15", { ...summer, zone: "Etc/Unknown" })).toHaveLength(2);
  });

  it("has:link finds messages with a link", async () => {
    const { id: roomId } = await roomWith(mina, "링크 없음", "링크 HTTPS://example.com/a");
    expect(await texts(mina, "링크 has:link", { roomId })).toEqual(["[링크] HTTPS://example.com/a"]);
    expect(await texts(mina, "example", { roomId })).toHaveLength(1);
  });
});

describe("D2: a search finds nothing", () => {
  it("in rooms of others, even public ones, and by their ids or names", async () => {
    const room = await newRoom(mina, "남의 공개방");
    await say(mina, room.id, 1, "공개비밀");
    expect(await texts(jun, "공개비밀")).toEqual([]);
    expect(await texts(jun, "공개비밀", { roomId: room.id })).toEqual([]);
    expect(await texts(jun, "공개비밀 in:남의")).toEqual([]);
    expect(await texts(mina, "공개비밀")).toHaveLength(1);
  });

  it("for a removed, banned or former member, from that moment on", async () => {
    const room = await roomWith(mina, "쫓겨날말");
    const finds = async (visitor: Visitor) => (await texts(visitor, "쫓겨날말")).length;
    await putIn(room.id, jun);
    expect(await finds(jun)).toBe(1);
    expect((await mina.delete(`/api/rooms/${room.id}/members/${jun.user.id}`)).status).toBe(204);
    expect(await finds(jun)).toBe(0);
    await putIn(room.id, jun);
    expect((await mina.put(`/api/rooms/${room.id}/bans/${jun.user.id}`)).status).toBe(204);
    expect(await finds(jun)).toBe(0);
    expect(await finds(mina)).toBe(1);
  });

  it("in the room of a declined request", async () => {
    const [stranger, asked] = [await signedUp("stranger"), await signedUp("asked")];
    const direct = (await stranger.post("/api/directs", { userId: asked.user.id })).json.room;
    await say(stranger, direct.id, 1, "요청속말");
    expect(await texts(asked, "요청속말")).toHaveLength(1);
    expect((await asked.delete(`/api/rooms/${direct.id}/members/${asked.user.id}`)).status).toBe(204);
    expect(await texts(asked, "요청속말")).toEqual([]);
  });
});

it("an archived room can be searched", async () => {
  const room = await roomWith(mina, "보관된말");
  expect((await mina.patch(`/api/rooms/${room.id}`, { archived: true })).status).toBe(200);
  expect(await texts(mina, "보관된말")).toHaveLength(1);
});

describe("R6: edits and deletes, by the statement that archives them", () => {
  const entry = (by: Visitor, event: Record<string, unknown>): LogEntry => {
    const clientId = newId();
    const common =
      event.kind === "message" ? { clientId, author: by.user, sentAt: Date.now() } : { by: by.user.id, at: Date.now() };
    return { event: { ...common, ...event } as LogEntry["event"], by: by.user.id, clientId };
  };

  it("an edited message is found by its new text only", async () => {
    const room = await privateRoom(mina, "고침");
    const edit = (seq: number, body: string) => entry(mina, { kind: "edit", seq, target: 1, body });
    await appendEvents(backstage(), room.id, [entry(mina, { kind: "message", seq: 1, body: "처음글 하나" })]);
    expect(await texts(mina, "처음글")).toHaveLength(1);
    await appendEvents(backstage(), room.id, [edit(2, "나중글 둘")]);
    expect([await texts(mina, "처음글"), await texts(mina, "나중글")]).toEqual([[], ["[나중글] 둘"]]);
    await appendEvents(backstage(), room.id, [edit(3, "셋째글"), edit(4, "넷째글")]);
    expect([await texts(mina, "나중글"), await texts(mina, "셋째글"), await texts(mina, "넷째글")]).toEqual([
      [],
      [],
      ["[넷째글]"],
    ]);
  });

  it("a deleted message is not found, also if it was sent in the same batch", async () => {
    const room = await privateRoom(mina, "지움");
    const gone = (seq: number, target: number) => entry(mina, { kind: "delete", seq, target });
    await appendEvents(backstage(), room.id, [entry(mina, { kind: "message", seq: 1, body: "지울글" })]);
    expect(await texts(mina, "지울글")).toHaveLength(1);
    await appendEvents(backstage(), room.id, [
      gone(2, 1),
      entry(mina, { kind: "message", seq: 3, body: "지울글" }),
      gone(4, 3),
    ]);
    expect(await texts(mina, "지울글")).toEqual([]);
    expect(await texts(mina, `from:${mina.user.username}`, { roomId: room.id })).toEqual([]);
  });

  it("system messages and reactions are not found", async () => {
    const room = await privateRoom(mina, "알림");
    await appendEvents(backstage(), room.id, [
      entry(mina, { kind: "message", seq: 1, body: "알림글 renamed", notice: { what: "renamed", name: "알림" } }),
      entry(mina, { kind: "reaction", seq: 2, target: 1, emoji: "👍", on: true }),
    ]);
    expect(await texts(mina, "알림글")).toEqual([]);
    expect(await texts(mina, "👍", { roomId: room.id })).toEqual([]);
  });
});

it("pages follow each other without gap or repeat, also among messages of the same millisecond", async () => {
  const rooms = [await privateRoom(mina, "쪽 하나"), await privateRoom(mina, "쪽 둘")];
  const at = Date.now();
  for (let seq = 1; seq <= 5; seq++)
    for (const { id } of rooms) await say(mina, id, seq, `쪽나눔 ${seq}`, at + Math.floor(seq / 3));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const parameters = { query: "쪽나눔", limit: "3", ...(cursor && { cursor }) };
    const page = await search(mina, "쪽나눔", parameters);
    expect(page.length).toBeLessThanOrEqual(3);
    seen.push(...page.map(({ room, seq }) => `${room.id} ${seq}`));
    cursor = (await mina.get(`/api/search?${new URLSearchParams(parameters)}`)).json.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(10);
  expect(seen).toHaveLength(10);
});

it("finds messages of the previous release once the migration has indexed them", async () => {
  const room = await roomWith(mina, "예전글", "요즘글");
  await backstage().execute(sql`update messages set searchable = null where room_id = ${room.id} and seq = 1`);
  await backstage().execute(sql`insert into search_fill values ('00000000-0000-0000-0000-000000000000', 0)`);
  expect(await texts(mina, "글", { roomId: room.id })).toEqual(["요즘[글]"]);
  expect(await fillSearch(patientSql(webEnv()), -1)).toBe(false);
  expect(await fillSearch(patientSql(webEnv()))).toBe(true);
  expect(await texts(mina, "글", { roomId: room.id })).toEqual(["요즘[글]", "예전[글]"]);
  expect(await fillSearch(patientSql(webEnv()))).toBe(true);
});

it("indexing old messages takes several slices, and ends although rooms write further messages meanwhile", async () => {
  const room = await privateRoom(mina, "긴 방");
  await backstage().execute(sql`
    insert into messages (room_id, seq, author_id, client_id, body, sent_at, searchable)
    select ${room.id}::uuid, n, ${mina.user.id}::uuid, gen_random_uuid(), '긴글 ' || n, now(), null from generate_series(1, 2500) n`);
  await backstage().execute(sql`insert into search_fill values ('00000000-0000-0000-0000-000000000000', 0)`);
  let seq = 2_500;
  let isFilled = false;
  const writing = (async () => {
    while (!isFilled) await say(mina, room.id, ++seq, "새글");
  })();
  expect(await fillSearch(patientSql(webEnv()), 20_000)).toBe(true);
  isFilled = true;
  await writing;
  expect(await texts(mina, "2499", { roomId: room.id })).toEqual(["긴글 [2499]"]);
  const { rows } =
    await backstage().execute(sql`select (select count(*)::int from messages where searchable is null and kind = 'message') as old,
    (select count(*)::int from search_fill) as places`);
  expect(rows).toEqual([{ old: 0, places: 0 }]);
});

it.each([
  ["", "too_short"],
  ["?query=%20", "too_short"],
  ["?query=%3D%3E", "too_short"],
  [`?query=${"a".repeat(201)}`, "too_long"],
  ["?query=%00", "characters"],
  ["?query=a&cursor=1.2.3", "invalid"],
  ["?query=a&offset=841", "invalid"],
  [`?query=a&zone=${"a".repeat(65)}`, "too_long"],
  ["?query=a&roomId=1", "invalid"],
])("refuses %s", async (parameters, reason) => {
  const answer = await mina.get(`/api/search${parameters}`);
  expect([answer.status, answer.json.errors?.[0]?.reason]).toEqual([422, parameters === "" ? "missing" : reason]);
});

it("D4: no text breaks the query", async () => {
  for (const query of [
    "'",
    "a' & 'b",
    "\\",
    "(",
    "[a-",
    "가'|'나",
    "a:*b",
    "!!a",
    "<->x",
    "$1",
    "%_",
    "a\n\tb",
    "😀'",
  ]) {
    const answer = await mina.get(`/api/search?${new URLSearchParams({ query })}`);
    expect([query, [200, 422].includes(answer.status)]).toEqual([query, true]);
  }
});
