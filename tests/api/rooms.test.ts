import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRoom } from "@/db/queries/rooms";
import { members, rooms } from "@/db/schema";
import { newId } from "@/lib/shared/ids";
import { startTestCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { names, newRoom, say, walk } from "./scenes";
import { backstage, signedUp, Visitor } from "./web";

let cloud: TestCloud;
let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  cloud = await startTestCloud();
  mina = await signedUp("mina");
  jun = await signedUp("jun");
}, 60_000);
afterAll(() => cloud.stop());

describe("a new room", () => {
  it("belongs to its creator", async () => {
    const before = Date.now();
    const answer = await mina.post("/api/rooms", { name: "  우리 사랑방  " });
    const { room } = answer.json;
    expect(answer.headers.get("location")).toBe(`/api/rooms/${room.id}`);
    expect(room).toEqual({
      id: expect.any(String),
      name: "우리 사랑방",
      visibility: "public",
      description: "",
      memberCount: 1,
      headSeq: 0,
      lastActivityAt: expect.any(Number),
      mine: { role: "owner", notify: "all", lastReadSeq: 0, unread: 0 },
    });
    expect(Math.abs(room.lastActivityAt - before)).toBeLessThan(60_000);
    const rows = await backstage().select().from(members).where(eq(members.roomId, room.id));
    expect(rows.map(({ userId, role }) => [userId, role])).toEqual([[mina.user.id, "owner"]]);
    expect((await mina.get(`/api/rooms/${room.id}`)).json).toEqual({ room });
  });

  it.each([
    ["an empty name", { name: " " }, "invalid_room_name", "name", "too_short"],
    ["a long name", { name: "방".repeat(81) }, "invalid_room_name", "name", "too_long"],
    ["a line break", { name: "a\nb" }, "invalid_room_name", "name", "characters"],
    ["no name", {}, "invalid_room_name", "name", "missing"],
    ["a name of the service", { name: "Official Sarangbang" }, "invalid_room_name", "name", "invalid"],
    ["a name of its staff", { name: "관리자 공지" }, "invalid_room_name", "name", "invalid"],
    ["a secret room", { name: "비밀", visibility: "secret" }, "invalid", "visibility", "invalid"],
    ["a long description", { name: "방", description: "가".repeat(501) }, "invalid", "description", "too_long"],
  ])("D4: %s is refused", async (_, body, code, field, reason) => {
    const answer = await mina.post("/api/rooms", body);
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code, errors: [{ field, reason }] });
  });

  it("is created together with its owner, or not at all", async () => {
    const refuseOwners = sql`alter table ${members} add constraint test_refuses check (role <> 'owner') not valid`;
    await backstage().execute(refuseOwners);
    const room = { name: "주인 없는 방", visibility: "public" as const, description: "" };
    await expect(createRoom(backstage(), mina.user.id, room)).rejects.toThrow("test_refuses");
    await backstage().execute(sql`alter table ${members} drop constraint test_refuses`);
    expect(await backstage().$count(rooms, eq(rooms.name, room.name))).toBe(0);
  });
});

describe("without a session", () => {
  const id = newId();
  it.each([
    ["GET", "/api/rooms"],
    ["POST", "/api/rooms"],
    ["GET", `/api/rooms/${id}`],
    ["POST", `/api/rooms/${id}/ticket`],
    ["GET", `/api/rooms/${id}/messages`],
  ])("%s %s is 401", async (method, path) => {
    const stranger = new Visitor();
    const answer = method === "GET" ? await stranger.get(path) : await stranger.post(path, { name: "x" });
    expect(answer.status).toBe(401);
    expect(answer.json.code).toBe("unauthenticated");
  });
});

describe("the list", () => {
  it("has the newest activity first, with the last message and the number of people in the room", async () => {
    const [quiet, lively] = [await newRoom(mina, "목록 조용한 방"), await newRoom(mina, "목록 시끄러운 방")];
    await say(mina, quiet.id, 1, "먼저", Date.now() + 1_000);
    await say(mina, lively.id, 1, "첫 줄", Date.now() + 2_000);
    const last = await say(jun, lively.id, 2, "가".repeat(300), Date.now() + 3_000);
    await jun.post(`/api/rooms/${lively.id}/ticket`);
    const found = (await mina.get(`/api/rooms?query=${encodeURIComponent("목록")}`)).json.rooms;
    expect(names(found)).toEqual(["목록 시끄러운 방", "목록 조용한 방"]);
    expect(found[0]).toEqual({
      id: lively.id,
      name: lively.name,
      visibility: "public",
      description: "",
      memberCount: 2,
      headSeq: 2,
      lastActivityAt: last.sentAt.getTime(),
      lastMessage: { author: jun.user.username, body: "가".repeat(200), sentAt: last.sentAt.getTime() },
      mine: { role: "owner", notify: "all", lastReadSeq: 0, unread: 1 },
    });
    expect(found[1].memberCount).toBe(1);
  });

  it("lists 120 rooms with the same time without repeats or gaps, for any page size", async () => {
    const at = new Date("2025-01-01T00:00:00.123Z");
    const made = Array.from({ length: 120 }, (_, i) => ({
      id: newId(),
      name: `페이지 ${i}`,
      createdBy: mina.user.id,
      lastActivityAt: at,
    }));
    await backstage().insert(rooms).values(made);
    for (const limit of [7, 40, 100]) {
      const found = await walk(mina, "페이지", limit);
      expect(found.map(({ id }) => id)).toEqual(
        made
          .map(({ id }) => id)
          .sort()
          .reverse(),
      );
    }
    expect((await mina.get("/api/rooms?query=페이지")).json.rooms).toHaveLength(30);
  });

  it("a full page can be the last page", async () => {
    for (let i = 0; i < 3; i++) await newRoom(mina, `꽉찬 ${i}`);
    const answer = await mina.get("/api/rooms?query=꽉찬&limit=3");
    expect(answer.json.rooms).toHaveLength(3);
    expect(answer.json.nextCursor).toBeUndefined();
  });

  it("a room that moves up between two pages hides no other", async () => {
    const made = [];
    for (let i = 0; i < 4; i++) made.push(await newRoom(mina, `움직임 ${i}`));
    const first = await mina.get("/api/rooms?query=움직임&limit=2");
    await say(mina, made[0]?.id ?? "", 1, "나 먼저", Date.now() + 60_000);
    const second = await mina.get(`/api/rooms?query=움직임&limit=2&cursor=${first.json.nextCursor}`);
    expect(names(first.json.rooms)).toEqual(["움직임 3", "움직임 2"]);
    expect(names(second.json.rooms)).toEqual(["움직임 1"]);
  });

  it.each([
    ["100%", ["할인 100% 방"]],
    ["%", ["할인 100% 방"]],
    ["a_b", ["기호 a_b"]],
    ["\\", ["기호 back\\slash"]],
    ["기호", ["기호 axb", "기호 a_b", "기호 back\\slash"]],
    ["기호".normalize("NFD"), ["기호 axb", "기호 a_b", "기호 back\\slash"]],
    ["café CORNER", ["Café Corner"]],
    ["' or 1=1 --", []],
  ])("searches for %j literally", async (query, expected) => {
    for (const name of ["기호 axb", "기호 a_b", "기호 back\\slash", "할인 100% 방", "Café Corner"]) {
      const exists = await backstage().$count(rooms, eq(rooms.name, name));
      if (!exists) await newRoom(mina, name);
    }
    expect(names(await walk(mina, query, 50)).sort()).toEqual([...expected].sort());
  });

  it.each([
    "limit=0",
    "limit=101",
    "limit=ten",
    "limit=-1",
    "limit=1.5",
    "cursor=abc",
    "cursor=123.not-a-uuid",
    `cursor=99999999999999999.${newId()}`,
    `query=${"x".repeat(81)}`,
    "query=%00",
    "scope=all",
  ])("D4: ?%s is refused", async (query) => {
    const answer = await mina.get(`/api/rooms?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: "invalid", errors: [{ field: query.split("=")[0] }] });
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
