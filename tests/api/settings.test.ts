import { and, eq, sql } from "drizzle-orm";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleteUser } from "@/db/queries/account-deletion";
import { handOver } from "@/db/queries/membership";
import { createRoom } from "@/db/queries/rooms";
import { bans, invites, members, rooms, sessions, users } from "@/db/schema";
import { verifyTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { recordedCloud, type TestCloud } from "./cloud";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, putIn, roleIn } from "./scenes";
import { backstage, PASSWORD, signedUp, Visitor } from "./web";

let cloud: TestCloud;
let host: RoomsHost;
beforeAll(async () => {
  ({ cloud, host } = await recordedCloud());
}, 60_000);
afterAll(async () => {
  expect(host.wrong).toEqual([]);
});

const deleteAccount = (who: Visitor) =>
  who.post("/api/account/delete", { username: who.user.username, currentPassword: PASSWORD });

describe("receipts", () => {
  it("are on and can be turned off; rooms that the user may have open, and tickets, get the change", async () => {
    const mina = await signedUp("mina");
    const [current, opened, unopened] = [
      await newRoom(mina, "하나"),
      await newRoom(mina, "둘"),
      await newRoom(mina, "셋"),
    ];
    const claims = async (roomId: string) => {
      const { ticket } = (await mina.post(`/api/rooms/${roomId}/ticket`)).json;
      return verifyTicket(ticket, roomId, cloud.env.TICKET_SECRET ?? "");
    };
    expect((await mina.get("/api/account/settings")).json).toEqual({ receipts: true });
    expect(await claims(current.id)).not.toHaveProperty("receipts");
    await claims(opened.id);
    const answer = await mina.put("/api/account/settings", { receipts: false });
    expect([answer.status, answer.json]).toEqual([200, { receipts: false }]);
    const off = { type: "receipts", userId: mina.user.id, on: false };
    expect([host.sentTo(current.id), host.sentTo(opened.id), host.sentTo(unopened.id)]).toEqual([[off], [off], []]);
    expect(await claims(current.id)).toMatchObject({ receipts: false });
    expect((await mina.get("/api/account/settings")).json).toEqual({ receipts: false });
    expect((await mina.put("/api/account/settings", { receipts: "no" })).status).toBe(422);
  });

  it("D7: a setting that does not change calls no room", async () => {
    const mina = await signedUp("mina");
    const room = await newRoom(mina, "하나");
    await mina.post(`/api/rooms/${room.id}/ticket`);
    const set = async (receipts: boolean) => {
      expect((await mina.put("/api/account/settings", { receipts })).json).toEqual({ receipts });
      return host.sentTo(room.id).length;
    };
    expect([await set(true), await set(false), await set(false), await set(true), await set(true)]).toEqual([
      0, 1, 0, 1, 0,
    ]);
  });

  it("D7: a setting that changes calls no room that the user has left or only previewed, or that only an ended session used", async () => {
    const [mina, ara] = [await signedUp("mina"), await signedUp("ara")];
    const [left, previewed, ended] = [
      await newRoom(ara, "떠난 방"),
      await newRoom(ara, "둘러본 방"),
      await newRoom(mina, "끝난 세션의 방"),
    ];
    await mina.post(`/api/rooms/${left.id}/ticket`);
    await mina.delete(`/api/rooms/${left.id}/members/${mina.user.id}`);
    await mina.post(`/api/rooms/${previewed.id}/ticket?preview=1`);
    const other = new Visitor();
    await other.post("/api/enter", { username: mina.user.username, password: PASSWORD });
    await other.post(`/api/rooms/${ended.id}/ticket`);
    await other.post("/api/logout");
    host.reset();
    expect((await mina.put("/api/account/settings", { receipts: false })).status).toBe(200);
    expect([left, previewed, ended].map(({ id }) => host.sentTo(id))).toEqual([[], [], []]);
  });
});

describe("a deleted account", () => {
  it("hands its rooms over to the longest-standing admin, else member; rooms without members end", async () => {
    const mina = await signedUp("mina");
    const [ara, bora, jun] = [await signedUp("ara"), await signedUp("bora"), await signedUp("jun")];
    const [toAdmin, toMember, toNobody] = [
      await newRoom(mina, "관리자에게"),
      await privateRoom(mina, "멤버에게"),
      await privateRoom(mina, "아무도"),
    ];
    const others = await newRoom(ara, "남의 방");
    const at = (ms: number) => new Date(Date.now() - ms);
    const join = (roomId: string, { user }: Visitor, role: "admin" | "member", ms: number) =>
      backstage()
        .insert(members)
        .values({ roomId, userId: user.id, role, joinedAt: at(ms) });
    await join(toAdmin.id, jun, "member", 9_000);
    await join(toAdmin.id, ara, "admin", 5_000);
    await join(toAdmin.id, bora, "admin", 7_000);
    await join(toMember.id, ara, "member", 5_000);
    await join(toMember.id, jun, "member", 6_000);
    await putIn(others.id, mina);
    await mina.post(`/api/rooms/${toMember.id}/invites`, {});
    await ara.put(`/api/rooms/${others.id}/bans/${bora.user.id}`);
    host.sentTo(others.id);
    host.refreshed();

    expect((await deleteAccount(mina)).status).toBe(204);
    expect([await roleIn(toAdmin.id, bora), await roleIn(toAdmin.id, ara), await roleIn(toAdmin.id, jun)]).toEqual([
      "owner",
      "admin",
      "member",
    ]);
    expect([await roleIn(toMember.id, jun), await roleIn(toMember.id, ara)]).toEqual(["owner", "member"]);
    expect([await roleIn(others.id, ara), await roleIn(others.id, mina)]).toEqual(["owner", undefined]);
    const recorded = (who: Visitor) => [
      { type: "role", userId: who.user.id, role: "owner" },
      expect.objectContaining({
        type: "notice",
        author: { id: mina.user.id, username: "deleted user" },
        notice: { what: "owner", who: who.user },
      }),
    ];
    expect(host.sentTo(toAdmin.id)).toEqual(recorded(bora));
    expect(host.sentTo(toMember.id)).toEqual(recorded(jun));
    expect(host.sentTo(toNobody.id)).toEqual([{ type: "end" }]);
    expect(host.sentTo(others.id)).toEqual([]);
    expect(host.refreshed().sort()).toEqual([bora.user.id, jun.user.id].sort());
    expect(await backstage().$count(rooms, eq(rooms.id, toNobody.id))).toBe(0);
    expect(await backstage().$count(members, eq(members.userId, mina.user.id))).toBe(0);
    expect(await backstage().$count(invites, eq(invites.createdBy, mina.user.id))).toBe(0);
    expect(await backstage().$count(bans, eq(bans.roomId, others.id))).toBe(1);
  });

  /** A user without credentials: sign-up is slow on purpose, and these tests need many users. */
  async function passerBy(): Promise<string> {
    const id = newId();
    await backstage()
      .insert(users)
      .values({ id, username: id.slice(-12), usernameKey: id });
    return id;
  }
  async function roomOf(owner: string, member: string): Promise<string> {
    const room = { name: "둘만의 방", visibility: "public", description: "" } as const;
    const { id } = await createRoom(backstage(), owner, room);
    await backstage().insert(members).values({ roomId: id, userId: member });
    return id;
  }

  it("concurrently with its only heir's deletion: the room ends in either order", async () => {
    for (let round = 0; round < 10; round++) {
      const [mina, jun] = [await passerBy(), await passerBy()];
      const roomId = await roomOf(mina, jun);
      const legacies = await Promise.all([mina, jun].map((id) => deleteUser(backstage(), id)));
      expect(legacies.flatMap(({ ended }) => ended)).toEqual([roomId]);
      expect(await backstage().$count(rooms, eq(rooms.id, roomId))).toBe(0);
    }
  });

  it("concurrently with a hand-over to it: the room keeps an existing owner", async () => {
    for (let round = 0; round < 10; round++) {
      const [mina, jun] = [await passerBy(), await passerBy()];
      const roomId = await roomOf(mina, jun);
      const change = { roomId, by: { id: mina, role: "owner" }, target: { id: jun, role: "member" } } as const;
      await Promise.all([deleteUser(backstage(), jun), handOver(backstage(), change)]);
      const owners = and(eq(members.roomId, roomId), eq(members.role, "owner"));
      expect(await backstage().select({ id: members.userId }).from(members).where(owners)).toEqual([{ id: mina }]);
    }
  });

  it("D8: closes the sockets of a session that began during the deletion", async () => {
    const mina = await signedUp("mina");
    const jun = await signedUp("jun");
    const room = await newRoom(jun, "방");
    await mina.post(`/api/rooms/${room.id}/ticket`);
    const { calls } = await deleteUser(backstage(), mina.user.id);
    const sid = String(decodeJwt(mina.cookie?.split("=")[1] ?? "").sid);
    const closed = calls
      .filter(({ commands }) => JSON.stringify(commands).includes(sid))
      .map(({ targetId }) => targetId);
    expect(closed.sort()).toEqual([room.id, mina.user.id].sort());
  });

  it("hands its rooms over to people who have been active lately, if there are any", async () => {
    const [mina, gone, jun] = [await signedUp("mina"), await signedUp("gone"), await signedUp("jun")];
    const room = await newRoom(mina, "방");
    await putIn(room.id, gone, "admin");
    await putIn(room.id, jun);
    const quiet = await newRoom(mina, "조용");
    await putIn(quiet.id, gone);
    await backstage()
      .update(sessions)
      .set({ expiresAt: sql`now() - interval '1 day'` })
      .where(eq(sessions.userId, gone.user.id));
    expect((await deleteAccount(mina)).status).toBe(204);
    expect([await roleIn(room.id, jun), await roleIn(room.id, gone), await roleIn(quiet.id, gone)]).toEqual([
      "owner",
      "admin",
      "owner",
    ]);
  });
});
