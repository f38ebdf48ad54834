/** Previews of a public room: what their tickets allow, and what they do not change. */
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { sessionRooms, users } from "@/db/schema";
import { type Ticket, ticketClaims } from "@/lib/protocol/room";
import { verifyTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, putIn, roleIn } from "./scenes";
import { backstage, PASSWORD, signedUp, type Visitor } from "./web";

let cloud: TestCloud;
let host: RoomsHost;
let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  ({ cloud, host } = await recordedCloud());
  [mina, jun] = [await signedUp("mina"), await signedUp("jun")];
}, 60_000);
afterAll(() => {
  expect(host.wrong).toEqual([]);
  expectNoLeaks(cloud.env);
});

const previewOf = (by: Visitor, roomId: string) => by.post(`/api/rooms/${roomId}/ticket?preview=1`);
async function claimsOf(by: Visitor, roomId: string): Promise<Ticket | undefined> {
  const answer = await previewOf(by, roomId);
  expect(answer.status).toBe(200);
  return verifyTicket(answer.json.ticket, roomId, cloud.env.TICKET_SECRET ?? "");
}
const isNoted = async (roomId: string, sessionId: string | undefined) => {
  const row = and(eq(sessionRooms.roomId, roomId), eq(sessionRooms.sessionId, sessionId ?? newId()));
  return (await backstage().select().from(sessionRooms).where(row)).length === 1;
};

describe("a ticket for a preview", () => {
  it("makes nobody a member, however often it is requested, and writes nothing in the room", async () => {
    const room = await newRoom(mina, "구경");
    for (let i = 0; i < 2; i++) {
      expect(await claimsOf(jun, room.id)).toMatchObject({ aud: "room-preview", role: "member", sub: jun.user.id });
    }
    expect(await roleIn(room.id, jun)).toBeUndefined();
    const { room: seen } = (await jun.get(`/api/rooms/${room.id}`)).json;
    expect([seen.memberCount, seen.mine]).toEqual([1, undefined]);
    expect(host.sentTo(room.id)).toEqual([]);
  });

  it("is refused by rooms of the previous release, which would treat its holder as a member", async () => {
    const room = await newRoom(mina, "옛 방");
    const claims = await claimsOf(jun, room.id);
    const before = z.object({ ...ticketClaims.shape, aud: z.literal("room") });
    expect(before.safeParse(claims).success).toBe(false);
    expect(before.safeParse({ ...claims, aud: "room" }).success).toBe(true);
  });

  it("is an ordinary one for members, with their role and receipts", async () => {
    const room = await newRoom(mina, "우리 방");
    const sora = await signedUp("sora");
    await putIn(room.id, sora, "admin");
    await backstage().update(users).set({ receipts: false }).where(eq(users.id, sora.user.id));
    expect(await claimsOf(mina, room.id)).toMatchObject({ aud: "room", role: "owner" });
    expect(await claimsOf(sora, room.id)).toMatchObject({ aud: "room", role: "admin", receipts: false });
    const closed = await privateRoom(mina, "닫힌 방");
    expect(await claimsOf(mina, closed.id)).toMatchObject({ aud: "room", role: "owner" });
  });

  it("records the session's room, so that ending the session closes the preview, and costs two database requests", async () => {
    const room = await newRoom(mina, "적어 두기");
    const sora = await signedUp("sora");
    const before = cloud.postgres.requests();
    const claims = await claimsOf(sora, room.id);
    expect(cloud.postgres.requests() - before).toBe(2);
    expect(await isNoted(room.id, claims?.sid)).toBe(true);
    host.sentTo(room.id);
    expect((await sora.post("/api/logout")).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual([{ type: "close", sessions: [claims?.sid] }]);
  });

  it("D2: there is none for a private room or a banned user, with the same answer as for a missing room", async () => {
    const sora = await signedUp("sora");
    const [hidden, open] = [await privateRoom(mina, "비밀"), await newRoom(mina, "열린 방")];
    const seen = await newRoom(mina, "열렸던 방");
    expect(await claimsOf(sora, seen.id)).toMatchObject({ aud: "room-preview" });
    await mina.patch(`/api/rooms/${seen.id}`, { visibility: "private" });
    await mina.put(`/api/rooms/${open.id}/bans/${sora.user.id}`);
    const nothing = await previewOf(sora, newId());
    for (const { id } of [hidden, open, seen]) {
      const answer = await previewOf(sora, id);
      expect([answer.status, answer.text]).toEqual([404, nothing.text]);
    }
    expect((await previewOf(sora, "not-a-room")).status).toBe(404);
  });

  it("another value of the parameter is invalid, and does not join", async () => {
    const room = await newRoom(mina, "오타");
    for (const value of ["0", "true", ""]) {
      const answer = await jun.post(`/api/rooms/${room.id}/ticket?preview=${value}`);
      expect([answer.status, answer.json.code]).toEqual([422, "invalid"]);
    }
    expect(await roleIn(room.id, jun)).toBeUndefined();
  });
});

describe("after a preview", () => {
  it("joining gives members' tickets from then on, and refreshes pages that show the preview", async () => {
    const room = await newRoom(mina, "들어가기");
    await claimsOf(jun, room.id);
    host.refreshed();
    expect((await jun.post(`/api/rooms/${room.id}/members`)).status).toBe(201);
    expect(host.refreshed()).toEqual([jun.user.id]);
    expect(await claimsOf(jun, room.id)).toMatchObject({ aud: "room", role: "member" });
  });

  it("a person who was removed or has left gets only previews, until they join again", async () => {
    const room = await newRoom(mina, "나갔다가");
    for (const by of [mina, jun]) {
      await jun.post(`/api/rooms/${room.id}/members`);
      expect((await by.delete(`/api/rooms/${room.id}/members/${jun.user.id}`)).status).toBe(204);
      expect(await claimsOf(jun, room.id)).toMatchObject({ aud: "room-preview" });
      expect(await roleIn(room.id, jun)).toBeUndefined();
    }
    expect((await jun.post(`/api/rooms/${room.id}/members`)).status).toBe(201);
  });
});

describe("old clients", () => {
  it("a ticket without the parameter joins a public room, as before", async () => {
    const room = await newRoom(mina, "예전처럼");
    const { ticket } = (await jun.post(`/api/rooms/${room.id}/ticket`)).json;
    expect(await verifyTicket(ticket, room.id, cloud.env.TICKET_SECRET ?? "")).toMatchObject({ aud: "room" });
    expect(await roleIn(room.id, jun)).toBe("member");
  });
});

describe("a direct room whose other person has deleted their account", () => {
  const deleteAccount = (who: Visitor) =>
    who.post("/api/account/delete", { username: who.user.username, currentPassword: PASSWORD });
  const readOnly = { type: "open", isReadOnly: true, recheck: false };

  it("is made read-only at once, with a system message that they left, and the other user's inbox is refreshed", async () => {
    const [ara, gone] = [await signedUp("ara"), await signedUp("gone")];
    const { id } = (await ara.post("/api/directs", { userId: gone.user.id })).json.room;
    host.refreshed();
    expect((await deleteAccount(gone)).status).toBe(204);
    const author = { id: gone.user.id, username: "deleted user" };
    expect(host.sentTo(id)).toMatchObject([readOnly, { type: "notice", author, notice: { what: "left" } }]);
    expect(host.refreshed()).toEqual([ara.user.id]);
    const { room } = (await ara.get(`/api/rooms/${id}`)).json;
    expect(room).toMatchObject({ direct: author, archivedAt: expect.any(Number) });
    expect((await ara.get(`/api/rooms/${id}/messages`)).status).toBe(200);
  });

  it("is made read-only again with every ticket, since the call may have failed, or the account was deleted earlier", async () => {
    const [ara, gone, sora] = [await signedUp("ara"), await signedUp("gone"), await signedUp("sora")];
    const { id } = (await ara.post("/api/directs", { userId: gone.user.id })).json.room;
    const living = (await ara.post("/api/directs", { userId: sora.user.id })).json.room;
    await backstage().update(users).set({ deletedAt: new Date() }).where(eq(users.id, gone.user.id));
    for (const path of ["ticket", "ticket?preview=1"]) {
      expect((await ara.post(`/api/rooms/${id}/${path}`)).status).toBe(200);
      expect(host.sentTo(id)).toEqual([readOnly]);
      expect((await ara.post(`/api/rooms/${living.id}/${path}`)).status).toBe(200);
      expect(host.sentTo(living.id)).toEqual([]);
    }
  });
});
