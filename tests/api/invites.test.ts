import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { invites, rooms } from "@/db/schema";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { hashInviteToken, newInviteToken } from "@/lib/server/invite-token";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, roleIn, say, tearoomOf } from "./scenes";
import { backstage, heard, signedUp, Visitor } from "./web";

let cloud: TestCloud;
let host: RoomsHost;
let mina: Visitor;
let ara: Visitor;
let jun: Visitor;
let bora: Visitor;
let stranger: Visitor;
beforeAll(async () => {
  ({ cloud, host } = await recordedCloud());
  [mina, ara, jun, bora, stranger] = [
    await signedUp("mina"),
    await signedUp("ara"),
    await signedUp("jun"),
    await signedUp("bora"),
    await signedUp("stranger"),
  ];
}, 60_000);
afterEach(() => {
  host.refreshed();
  expect(host.wrong).toEqual([]);
});

/** Mina's room with Ara as an admin, and Jun. */
async function tearoom(make = privateRoom) {
  const room = await tearoomOf([mina, ara, jun], make);
  // Discards the `refresh` that creating the room has sent to its owner's inbox.
  host.refreshed();
  return room;
}
const invite = (by: Visitor, room: RoomInfo, body: object) => by.post(`/api/rooms/${room.id}/invites`, body);
async function linkTo(room: RoomInfo, body: object = {}): Promise<string> {
  const answer = await invite(mina, room, body);
  expect(answer.status).toBe(201);
  return answer.json.token;
}
const codeOf = ({ status, json }: { status: number; json: { code: string } }) => [status, json.code];
const joined = ({ user }: Visitor) => ({
  type: "notice",
  clientId: expect.any(String),
  author: user,
  body: `${user.username} joined`,
  notice: { what: "joined" },
});

describe("an invite by name", () => {
  it("waits for the invited user, who joins with it once", async () => {
    const room = await tearoom();
    await say(mina, room.id, 1, "예전 이야기");
    const made = await invite(ara, room, { username: bora.user.username.toUpperCase() });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({
      invite: { id: expect.any(String), user: bora.user, createdBy: ara.user, createdAt: expect.any(Number), uses: 0 },
    });
    expect(host.refreshed()).toEqual([bora.user.id]);
    const [waiting] = (await bora.get("/api/invites")).json.invites;
    expect(waiting).toEqual({
      id: made.json.invite.id,
      room: { id: room.id, name: room.name },
      invitedBy: ara.user.username,
    });
    // An invited user is not a member yet.
    expect((await bora.get(`/api/rooms/${room.id}`)).status).toBe(404);
    expect((await bora.post(`/api/rooms/${room.id}/ticket`)).status).toBe(404);
    const answer = await bora.post(`/api/rooms/${room.id}/members`);
    expect([answer.status, answer.json.member.role]).toEqual([201, "member"]);
    expect(host.sentTo(room.id)).toEqual([joined(bora)]);
    expect(host.refreshed()).toEqual([bora.user.id]);
    expect((await bora.get("/api/invites")).json.invites).toEqual([]);
    expect((await bora.get(`/api/rooms/${room.id}`)).json.room.mine.unread).toBe(0);
    await bora.delete(`/api/rooms/${room.id}/members/${bora.user.id}`);
    expect((await bora.post(`/api/rooms/${room.id}/members`)).status).toBe(404);
  });

  it("is one per user, however often they are invited", async () => {
    const room = await tearoom();
    const [one, two] = [
      await invite(mina, room, { username: bora.user.username }),
      await invite(ara, room, { username: bora.user.username }),
    ];
    expect([one.status, two.status]).toEqual([201, 200]);
    expect(two.json).toEqual(one.json);
    expect((await mina.get(`/api/rooms/${room.id}/invites`)).json.invites).toHaveLength(1);
  });

  it("can be declined and revoked, and then nobody can join with it", async () => {
    const room = await tearoom();
    for (const by of [bora, ara]) {
      const { id } = (await invite(mina, room, { username: bora.user.username })).json.invite;
      expect((await stranger.delete(`/api/rooms/${room.id}/invites/${id}`)).status).toBe(404);
      expect((await jun.delete(`/api/rooms/${room.id}/invites/${id}`)).status).toBe(403);
      expect((await by.delete(`/api/rooms/${room.id}/invites/${id}`)).status).toBe(204);
      expect((await ara.delete(`/api/rooms/${room.id}/invites/${id}`)).status).toBe(404);
      expect((await bora.post(`/api/rooms/${room.id}/members`)).status).toBe(404);
    }
  });

  it("is refused for unknown users, members and banned users", async () => {
    const room = await tearoom();
    await mina.put(`/api/rooms/${room.id}/bans/${bora.user.id}`);
    for (const [username, refusal] of [
      ["nobody-has-this", [404, "user_not_found"]],
      ["!", [404, "user_not_found"]],
      [jun.user.username, [409, "already_member"]],
      [mina.user.username, [409, "already_member"]],
      [bora.user.username, [409, "banned"]],
    ] as const) {
      expect(codeOf(await invite(mina, room, { username })), username).toEqual(refusal);
    }
  });

  it("may be made by admins for a private room, and by any member for a public one", async () => {
    const [hidden, open] = [await tearoom(), await tearoom(newRoom)];
    const body = { username: bora.user.username };
    expect((await invite(jun, hidden, body)).status).toBe(403);
    expect((await invite(stranger, hidden, body)).status).toBe(404);
    expect((await invite(stranger, open, body)).status).toBe(403);
    expect((await invite(jun, open, body)).status).toBe(201);
    expect((await jun.get(`/api/rooms/${open.id}/invites`)).status).toBe(403);
  });

  it.each([{ username: 1 }, { username: "mina", maxUses: 2 }, { maxUses: 0 }, { expiresInS: 1 }, { forever: true }])(
    "D4: %j is refused",
    async (body) => {
      expect((await invite(mina, await tearoom(), body)).status).toBe(422);
    },
  );
});

describe("a link", () => {
  it("shows its room, lets its holders join, and its token is returned once", async () => {
    const room = await tearoom();
    const answer = await invite(mina, room, {});
    const { token } = answer.json;
    expect(token).toMatch(/^[\w-]{43}$/);
    const week = answer.json.invite.createdAt + 7 * 24 * 60 * 60 * 1000;
    expect(Math.abs(answer.json.invite.expiresAt - week)).toBeLessThan(60_000);
    const [listed] = (await ara.get(`/api/rooms/${room.id}/invites`)).json.invites;
    expect(listed).toEqual(answer.json.invite);
    expect(heard.filter((text) => text.includes(token))).toHaveLength(1);
    const stored = await backstage().select().from(invites).where(eq(invites.roomId, room.id));
    expect(JSON.stringify(stored)).not.toContain(token);

    const preview = await new Visitor().get(`/api/invites/${token}`);
    expect(preview.json).toEqual({
      room: { name: room.name, description: "", memberCount: 3 },
      invitedBy: mina.user.username,
    });
    expect((await new Visitor().post(`/api/invites/${token}`)).status).toBe(401);
    const entered = await bora.post(`/api/invites/${token}`);
    expect([entered.status, entered.json.room.id, entered.json.room.mine.role]).toEqual([201, room.id, "member"]);
    expect(host.sentTo(room.id)).toEqual([joined(bora)]);
    const again = await bora.post(`/api/invites/${token}`);
    expect([again.status, again.json.room.id]).toEqual([200, room.id]);
    expect(host.sentTo(room.id)).toEqual([]);
    expect((await ara.get(`/api/rooms/${room.id}/invites`)).json.invites[0].uses).toBe(1);
  });

  it("that has expired, was revoked or never existed gives the same response to everybody", async () => {
    const room = await tearoom();
    const [late, gone, used] = [await linkTo(room), await linkTo(room), await linkTo(room, { maxUses: 1 })];
    const listed = (await mina.get(`/api/rooms/${room.id}/invites`)).json.invites;
    expect(listed).toHaveLength(3);
    const byToken = async (token: string) => {
      const [row] = await backstage()
        .select({ id: invites.id })
        .from(invites)
        .where(eq(invites.tokenHash, await hashInviteToken(token)));
      return row?.id ?? "";
    };
    await backstage()
      .update(invites)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(invites.id, await byToken(late)));
    expect((await ara.delete(`/api/rooms/${room.id}/invites/${await byToken(gone)}`)).status).toBe(204);
    expect((await bora.post(`/api/invites/${used}`)).status).toBe(201);
    const never = await stranger.get(`/api/invites/${newInviteToken()}`);
    expect(never.status).toBe(404);
    for (const token of [late, gone, used, "x"]) {
      for (const answer of [
        await stranger.get(`/api/invites/${token}`),
        await stranger.post(`/api/invites/${token}`),
      ]) {
        expect([answer.status, answer.text], token).toEqual([404, never.text]);
      }
    }
    expect(await roleIn(room.id, stranger)).toBeUndefined();
    expect((await mina.get(`/api/rooms/${room.id}/invites`)).json.invites).toEqual([]);
    // For a member the used-up link still leads into the room.
    expect((await bora.post(`/api/invites/${used}`)).status).toBe(200);
  });

  it("does not admit a banned person, also if the ban is concurrent", async () => {
    for (let round = 0; round < 8; round++) {
      const room = await tearoom();
      const token = await linkTo(room);
      await Promise.all([bora.post(`/api/invites/${token}`), mina.put(`/api/rooms/${room.id}/bans/${bora.user.id}`)]);
      expect(await roleIn(room.id, bora)).toBeUndefined();
      expect((await bora.post(`/api/invites/${token}`)).status).toBe(404);
    }
  });

  it("admits only one of two concurrent requests for its last use", async () => {
    for (let round = 0; round < 8; round++) {
      const room = await tearoom();
      const token = await linkTo(room, { maxUses: 1 });
      const answers = await Promise.all([bora, stranger].map((who) => who.post(`/api/invites/${token}`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
    }
  });

  it("counts one use for a user who opens it three times at once", async () => {
    for (let round = 0; round < 8; round++) {
      const room = await tearoom();
      const token = await linkTo(room, { maxUses: 2 });
      const answers = await Promise.all([1, 2, 3].map(() => bora.post(`/api/invites/${token}`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
      expect((await stranger.post(`/api/invites/${token}`)).status).toBe(201);
    }
  });

  it("ends when its maker loses the right to make it: kicked, banned, no longer an admin, or the room made private", async () => {
    const byAra = async (room: RoomInfo) => (await invite(ara, room, {})).json.token as string;
    const gone = async (token: string) => expect((await stranger.get(`/api/invites/${token}`)).status).toBe(404);
    const [kicked, banned, unmade, open] = [await tearoom(), await tearoom(), await tearoom(), await tearoom(newRoom)];
    const tokens = [await byAra(kicked), await byAra(banned), await byAra(unmade)] as const;
    await mina.delete(`/api/rooms/${kicked.id}/members/${ara.user.id}`);
    await gone(tokens[0]);
    await mina.put(`/api/rooms/${banned.id}/bans/${ara.user.id}`);
    await gone(tokens[1]);
    await mina.patch(`/api/rooms/${unmade.id}/members/${ara.user.id}`, { role: "member" });
    await gone(tokens[2]);
    const [byMember, byAdmin] = [(await invite(jun, open, {})).json.token, await byAra(open)];
    expect((await mina.patch(`/api/rooms/${open.id}`, { visibility: "private" })).status).toBe(200);
    await gone(byMember);
    expect((await stranger.get(`/api/invites/${byAdmin}`)).status).toBe(200);
  });

  it.each([
    ["private", privateRoom],
    ["public", newRoom],
  ])("ends when its maker leaves or is no longer an admin, in a %s room too; others' links stay", async (_, make) => {
    const room = await tearoom(make);
    const links = async (by: Visitor) => (await invite(by, room, {})).json.token as string;
    const isGood = async (token: string) => (await stranger.get(`/api/invites/${token}`)).status === 200;
    const memberPath = `/api/rooms/${room.id}/members/${ara.user.id}`;
    const [asAdmin, others] = [await links(ara), await links(mina)];
    await invite(ara, room, { username: bora.user.username });
    // The role does not change, so the link stays valid.
    await mina.patch(memberPath, { role: "admin" });
    expect(await isGood(asAdmin)).toBe(true);
    await mina.patch(memberPath, { role: "member" });
    expect([await isGood(asAdmin), await isGood(others)]).toEqual([false, true]);
    expect((await mina.get(`/api/rooms/${room.id}/invites`)).json.invites).toHaveLength(1);
    await mina.patch(memberPath, { role: "admin" });
    const again = await links(ara);
    expect((await ara.delete(memberPath)).status).toBe(204);
    expect([await isGood(again), await isGood(others)]).toEqual([false, true]);
  });

  it("of a member of a public room stays valid when the role is set unchanged", async () => {
    const room = await tearoom(newRoom);
    const { token } = (await invite(jun, room, {})).json;
    await mina.patch(`/api/rooms/${room.id}/members/${jun.user.id}`, { role: "member" });
    expect((await stranger.get(`/api/invites/${token}`)).status).toBe(200);
  });

  it("made while its maker is leaving admits nobody", async () => {
    for (let round = 0; round < 8; round++) {
      const room = await tearoom();
      const [made] = await Promise.all([
        invite(ara, room, {}),
        ara.delete(`/api/rooms/${room.id}/members/${ara.user.id}`),
      ]);
      if (made.status === 201) expect((await stranger.get(`/api/invites/${made.json.token}`)).status).toBe(404);
    }
  });

  it("is deleted with its room", async () => {
    const room = await tearoom();
    const token = await linkTo(room);
    await backstage().delete(rooms).where(eq(rooms.id, room.id));
    expect((await stranger.get(`/api/invites/${token}`)).status).toBe(404);
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
