/** D8: how the web side handles rooms and inboxes that it cannot reach. */
import { eq, sql } from "drizzle-orm";
import { decodeJwt } from "jose";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { retryCalls } from "@/app/_server/rooms/deliver";
import { createSession, SESSIONS_MAX } from "@/db/queries/sessions";
import { pendingCommands, sessions } from "@/db/schema";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { newId } from "@/lib/shared/ids";
import { eventually } from "@/tests/harness/live/rooms";
import { recordedCloud } from "./cloud";
import type { RoomsHost } from "./rooms-host";
import { newRoom, putIn } from "./scenes";
import { backstage, PASSWORD, PROOF, signedUp, Visitor } from "./web";

let host: RoomsHost;
let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  ({ host } = await recordedCloud());
  [mina, jun] = [await signedUp("mina"), await signedUp("jun")];
}, 60_000);
afterEach(async () => {
  host.refuse(undefined);
  await backstage().delete(pendingCommands);
  host.reset();
});

const sidOf = ({ cookie }: Visitor) => String(decodeJwt(cookie?.split("=")[1] ?? "").sid);
const memberPath = (room: RoomInfo, { user }: Visitor) => `/api/rooms/${room.id}/members/${user.id}`;
const banPath = (room: RoomInfo, { user }: Visitor) => `/api/rooms/${room.id}/bans/${user.id}`;
const pending = () => backstage().select().from(pendingCommands);
const pendingFor = async (id: string) => (await pending()).filter(({ targetId }) => targetId === id);
/** Makes all stored commands due. */
const due = () => backstage().update(pendingCommands).set({ dueAt: sql`now()` });
const rowOf = async (sid: string) => (await backstage().select().from(sessions).where(eq(sessions.id, sid)))[0];

async function teamroom(): Promise<RoomInfo> {
  const room = await newRoom(mina, `팀 ${newId()}`);
  await putIn(room.id, jun);
  return room;
}

async function onAnotherDevice({ user }: Visitor): Promise<Visitor> {
  const device = new Visitor();
  expect((await device.post("/api/enter", { username: user.username, password: PASSWORD })).status).toBe(200);
  device.user = user;
  return device;
}

describe("D8: while the rooms are unavailable, the command is stored, and retried until it is carried out", () => {
  const changes: Array<[string, (room: RoomInfo) => Promise<{ status: number }>, RegExp]> = [
    ["a kick", (room) => mina.delete(memberPath(room, jun)), /kicked/],
    ["a ban", (room) => mina.put(banPath(room, jun)), /banned/],
    ["leaving", (room) => jun.delete(memberPath(room, jun)), /left/],
    ["a new role", (room) => mina.patch(memberPath(room, jun), { role: "admin" }), /"role":"admin"/],
    ["an archiving", (room) => mina.patch(`/api/rooms/${room.id}`, { archived: true }), /"isReadOnly":true/],
    ["a room made private", (room) => mina.patch(`/api/rooms/${room.id}`, { visibility: "private" }), /"recheck":true/],
    [
      "receipts turned off",
      async (room) => {
        await jun.put("/api/account/settings", { receipts: true });
        host.refuse(undefined);
        await jun.post(`/api/rooms/${room.id}/ticket`);
        host.refuse(503);
        return jun.put("/api/account/settings", { receipts: false });
      },
      /"receipts".*"on":false|"on":false.*"receipts"/,
    ],
    ["a deletion", (room) => mina.delete(`/api/rooms/${room.id}`, PROOF), /"end"/],
  ];

  it("a kick, a ban, leaving, a new role, an archiving, a change to private, a deletion", async () => {
    const rooms: RoomInfo[] = [];
    for (const [what, change, said] of changes) {
      const room = await teamroom();
      rooms.push(room);
      host.refuse(503);
      expect((await change(room)).status, what).toBeLessThan(300);
      const [kept] = await pendingFor(room.id);
      expect(JSON.stringify(kept?.orders), what).toMatch(said);
      expect(host.sentTo(room.id), what).toEqual([]);
      host.refuse(undefined);
    }
    await due();
    retryCalls();
    await eventually(async () => (await pending()).length === 0, "the commands to arrive", 10_000);
    for (const [i, [what, , said]] of changes.entries())
      expect(JSON.stringify(host.sentTo(rooms[i]?.id ?? "")), what).toMatch(said);
  });

  it("a sign-out: to each room that the session had tickets for, and to the inbox", async () => {
    const phone = await onAnotherDevice(mina);
    const rooms = [await newRoom(mina, "하나"), await newRoom(mina, "둘")];
    for (const { id } of rooms) await phone.post(`/api/rooms/${id}/ticket`);
    host.refuse(503);
    const sid = sidOf(phone);
    expect((await phone.post("/api/logout")).status).toBe(204);
    expect((await pending()).map(({ targetId }) => targetId).sort()).toEqual(
      [...rooms.map(({ id }) => id), mina.user.id].sort(),
    );
    host.refuse(undefined);
    await due();
    retryCalls();
    await eventually(async () => (await pending()).length === 0, "the commands to arrive", 10_000);
    expect(host.closedSessions()).toEqual([sid, sid, sid]);
  });

  it("the request that made the change retries by itself, within 10 s", async () => {
    const room = await teamroom();
    host.refuse(500);
    expect((await mina.delete(memberPath(room, jun))).status).toBe(204);
    await eventually(async () => host.refused() > 1, "a first retry", 12_000);
    host.refuse(undefined);
    await eventually(async () => host.sentTo(room.id).length === 2, "the kick to arrive", 10_000);
    await eventually(async () => (await pendingFor(room.id)).length === 0, "the command to be settled");
  });

  it("any user's next request retries commands whose sender has stopped", async () => {
    const room = await teamroom();
    await backstage()
      .insert(pendingCommands)
      .values({ target: "room", targetId: room.id, orders: [{ type: "end" }], dueAt: sql`now()` });
    expect((await jun.get("/api/me")).status).toBe(200);
    await eventually(async () => host.sentTo(room.id).length === 1, "the command to arrive", 10_000);
    await eventually(async () => (await pendingFor(room.id)).length === 0, "the command to be settled");
  });

  it("a command that a room does not understand is retried rarely and does not block others", async () => {
    const room = await teamroom();
    host.refuse(422);
    expect((await mina.delete(memberPath(room, jun))).status).toBe(204);
    const [kept] = await pendingFor(room.id);
    expect(kept?.dueAt.getTime()).toBeGreaterThan(Date.now() + 30 * 60_000);
  });

  it("a failed change stores no command", async () => {
    const room = await teamroom();
    expect((await jun.delete(memberPath(room, mina))).status).toBe(403);
    expect((await jun.patch(`/api/rooms/${room.id}`, { archived: true })).status).toBe(403);
    expect(await pendingFor(room.id)).toEqual([]);
    expect(host.sentTo(room.id)).toEqual([]);
  });
});

describe("D8: repeating a command repeats the call", () => {
  const close = (why?: string) => ({ type: "close", users: [jun.user.id], ...(why && { why }) });

  it("a kick, although its target is no longer a member; without a second system message", async () => {
    const room = await teamroom();
    await mina.delete(memberPath(room, jun));
    expect(host.sentTo(room.id)).toHaveLength(2);
    expect((await mina.delete(memberPath(room, jun))).json.code).toBe("user_not_found");
    expect(host.sentTo(room.id)).toEqual([close()]);
  });

  it("a ban", async () => {
    const room = await teamroom();
    await mina.put(banPath(room, jun));
    host.sentTo(room.id);
    expect((await mina.put(banPath(room, jun))).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual([close("banned")]);
  });

  it("an archiving, and a change to private", async () => {
    const room = await teamroom();
    const path = `/api/rooms/${room.id}`;
    for (const body of [{ archived: true }, { visibility: "private" }]) {
      await mina.patch(path, body);
      host.sentTo(room.id);
      expect((await mina.patch(path, body)).status).toBe(200);
      expect(host.sentTo(room.id)).toEqual([{ type: "open", isReadOnly: true, recheck: "visibility" in body }]);
    }
  });

  it("a sign-out, with the cookie of the session that has ended", async () => {
    const phone = await onAnotherDevice(mina);
    const room = await newRoom(mina, "또");
    await phone.post(`/api/rooms/${room.id}/ticket`);
    const { cookie } = phone;
    const sid = sidOf(phone);
    await phone.post("/api/logout");
    expect(host.closedSessions()).toEqual([sid, sid]);
    phone.cookie = cookie;
    expect((await phone.get("/api/me")).status).toBe(401);
    expect((await phone.post("/api/logout")).status).toBe(204);
    expect(host.closedSessions()).toEqual([sid, sid]);
  });

  it("without storing a pending command twice", async () => {
    const phone = await onAnotherDevice(mina);
    const { cookie } = phone;
    host.refuse(503);
    for (let i = 0; i < 3; i++) {
      phone.cookie = cookie;
      await phone.post("/api/logout");
    }
    expect(await pendingFor(mina.user.id)).toHaveLength(1);
  });
});

describe("D3: the end of a session", () => {
  it("is sent to every room, however many it had tickets for", async () => {
    const phone = await onAnotherDevice(mina);
    const sid = sidOf(phone);
    const count = 1_000;
    await backstage().execute(sql`
      with made as (
        insert into rooms (id, name, created_by)
        select gen_random_uuid(), 'many', ${mina.user.id}::uuid from generate_series(1, ${count}) returning id
      ) insert into session_rooms (session_id, room_id) select ${sid}::uuid, id from made`);
    expect((await phone.post("/api/logout")).status).toBe(204);
    await eventually(async () => (await pending()).length === 0, "all calls", 30_000);
    expect(host.closedSessions()).toHaveLength(count + 1);
  }, 60_000);

  it("cannot be undone by a concurrent renewal or ticket", async () => {
    for (let round = 0; round < 5; round++) {
      const phone = await onAnotherDevice(mina);
      const room = await newRoom(mina, "경주");
      const { cookie } = phone;
      const racing = [phone.post(`/api/rooms/${room.id}/ticket`), phone.post(`/api/rooms/${room.id}/ticket?preview=1`)];
      await Promise.all([...racing, phone.post("/api/logout")]);
      phone.cookie = cookie;
      expect((await phone.get("/api/me")).status).toBe(401);
      expect((await phone.post(`/api/rooms/${room.id}/ticket`)).status).toBe(401);
    }
  });

  it("by expiry is found at the next sign-in: its row stays until its sockets are known to be closed", async () => {
    const phone = await onAnotherDevice(mina);
    const sid = sidOf(phone);
    const room = await newRoom(mina, "옛날");
    await phone.post(`/api/rooms/${room.id}/ticket`);
    await backstage()
      .update(sessions)
      .set({ expiresAt: new Date(Date.now() - 3 * 24 * 60 * 60_000) })
      .where(eq(sessions.id, sid));
    host.refuse(503);
    await onAnotherDevice(mina);
    await onAnotherDevice(mina);
    expect(await rowOf(sid)).toBeDefined();
    expect(await pendingFor(room.id)).toHaveLength(1);
    host.refuse(undefined);
    await due();
    retryCalls();
    await eventually(async () => (await pending()).length === 0, "the calls", 10_000);
    expect(host.closedSessions()).toEqual([sid, sid]);
    await onAnotherDevice(mina);
    expect(await rowOf(sid)).toBeUndefined();
  });
});

describe("D3: a ticket", () => {
  it("has the times of its authorization and its session's end, and is dated from before the authorization", async () => {
    const room = await newRoom(mina, "표");
    const before = Date.now();
    const claims = decodeJwt((await mina.post(`/api/rooms/${room.id}/ticket`)).json.ticket);
    expect((claims.iat ?? 0) * 1000).toBeLessThanOrEqual(before + 1_000);
    const at = Number(claims.at);
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
    expect((await rowOf(sidOf(mina)))?.expiresAt.getTime()).toBe(Number(claims.until));
    const inbox = decodeJwt((await mina.post("/api/inbox/ticket")).json.ticket);
    expect(inbox.until).toBe(claims.until);
    await putIn(room.id, jun);
    host.refuse(503);
    await mina.delete(memberPath(room, jun));
    const [kick] = await pendingFor(room.id);
    expect(kick?.at.getTime()).toBeGreaterThan(at);
  });
});

it("D7: an account has a bounded number of sessions, and the oldest end with their sockets", async () => {
  const mina = await signedUp("mina");
  const room = await newRoom(mina, "방");
  await mina.post(`/api/rooms/${room.id}/ticket`);
  const stored: string[] = [];
  for (let i = 0; i < SESSIONS_MAX + 5; i++) {
    const commands = await createSession(backstage(), mina.user.id, {
      id: newId(),
      expiresAt: new Date(Date.now() + 86_400_000),
    });
    stored.push(...commands.map((c) => `${c.targetId} ${JSON.stringify(c.commands)}`));
  }
  const live = await backstage().select().from(sessions).where(eq(sessions.userId, mina.user.id));
  expect(live.filter(({ endedAt }) => endedAt === null).length).toBe(SESSIONS_MAX);
  expect(stored.some((each) => each.startsWith(room.id) && each.includes(sidOf(mina)))).toBe(true);
});
