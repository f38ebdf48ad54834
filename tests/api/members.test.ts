import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { messages, sessions } from "@/db/schema";
import type { RemovalReason } from "@/lib/protocol/connection";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { newId } from "@/lib/shared/ids";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, putIn, roleIn, say, tearoomOf } from "./scenes";
import { backstage, PROOF, signedUp, type Visitor } from "./web";

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

/** Mina's private room, with Ara as an admin, Jun and Bora. */
async function tearoom(make = privateRoom) {
  const room = await tearoomOf([mina, ara, jun, bora], make);
  // Discards the `refresh` that creating the room has sent to its owner's inbox.
  host.refreshed();
  return room;
}
const memberPath = (room: RoomInfo, { user }: Visitor) => `/api/rooms/${room.id}/members/${user.id}`;
const banPath = (room: RoomInfo, { user }: Visitor) => `/api/rooms/${room.id}/bans/${user.id}`;
const close = ({ user }: Visitor, why: RemovalReason) => ({ type: "close", users: [user.id], why });
const line = (author: Visitor, notice: object) => ({
  type: "notice",
  clientId: expect.any(String),
  author: author.user,
  body: expect.stringContaining(author.user.username),
  notice,
});

describe("the members of a room", () => {
  it("are listed owner first, then admins, then members, each by name, page by page", async () => {
    const room = await tearoom();
    const zoe = await signedUp("Zoe");
    await putIn(room.id, zoe, "admin");
    const order = [mina, ara, zoe, bora, jun];
    for (const limit of [1, 2, 5, 50]) {
      const seen = [];
      let cursor: string | undefined;
      do {
        const more = cursor ? `&cursor=${cursor}` : "";
        const { json } = await jun.get(`/api/rooms/${room.id}/members?limit=${limit}${more}`);
        seen.push(...json.members);
        cursor = json.nextCursor;
      } while (cursor);
      expect(seen.map(({ user }) => user)).toEqual(order.map(({ user }) => user));
      expect(seen.map(({ role }) => role)).toEqual(["owner", "admin", "admin", "member", "member"]);
    }
  });

  it("are found by a part of the name", async () => {
    const room = await tearoom();
    const found = await jun.get(`/api/rooms/${room.id}/members?query=${bora.user.username.toUpperCase().slice(0, 3)}`);
    expect(found.json.members.map((member: { user: unknown }) => member.user)).toEqual([bora.user]);
    expect((await jun.get(`/api/rooms/${room.id}/members?query=%25`)).json.members).toEqual([]);
  });

  it("D2: of a private room are listed for members only, of a public one for everybody who is not banned", async () => {
    const [hidden, open] = [await tearoom(), await tearoom(newRoom)];
    const nowhere = await stranger.get(`/api/rooms/${newId()}/members`);
    const answer = await stranger.get(`/api/rooms/${hidden.id}/members`);
    expect([answer.status, answer.text]).toEqual([404, nowhere.text]);
    expect((await stranger.get(`/api/rooms/${open.id}/members`)).status).toBe(200);
    await ara.put(banPath(open, stranger));
    expect((await stranger.get(`/api/rooms/${open.id}/members`)).status).toBe(404);
  });
});

describe("names of people by their ids", () => {
  it("are returned for members and people with an event in the room, and for nobody else", async () => {
    const room = await tearoom();
    const said = { roomId: room.id, seq: 1, authorId: stranger.user.id, clientId: newId(), body: "안녕" };
    await backstage()
      .insert(messages)
      .values({ ...said, sentAt: new Date() });
    const outsider = await signedUp("outsider");
    const ids = [jun, stranger, outsider].map(({ user }) => user.id);
    const { json } = await mina.get(`/api/rooms/${room.id}/people?ids=${ids.join(",")}`);
    expect(json.users).toHaveLength(2);
    expect(json.users).toEqual(expect.arrayContaining([jun.user, stranger.user]));
    // A former member of a room has no access to it.
    expect((await stranger.get(`/api/rooms/${room.id}/people?ids=${ids[0]}`)).status).toBe(404);
    expect((await mina.get(`/api/rooms/${room.id}/people?ids=x`)).status).toBe(422);
  });
});

describe("joining", () => {
  it("works once for a public room, without a system message", async () => {
    const room = await newRoom(mina, "열린 방");
    const first = await jun.post(`/api/rooms/${room.id}/members`);
    expect(first.status).toBe(201);
    expect(first.json.member).toEqual({ user: jun.user, role: "member", joinedAt: expect.any(Number) });
    expect((await jun.post(`/api/rooms/${room.id}/members`)).status).toBe(200);
    expect(host.sentTo(room.id)).toEqual([]);
  });

  it("D2: does not find a private room", async () => {
    const room = await tearoom();
    expect((await stranger.post(`/api/rooms/${room.id}/members`)).status).toBe(404);
    expect(await roleIn(room.id, stranger)).toBeUndefined();
  });
});

describe("leaving", () => {
  it("D3: closes the user's sockets with the reason; a private room is then not found", async () => {
    const room = await tearoom();
    expect((await jun.delete(memberPath(room, jun))).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual([close(jun, "left"), line(jun, { what: "left" })]);
    expect(host.refreshed()).toEqual([jun.user.id]);
    expect((await jun.get(`/api/rooms/${room.id}`)).status).toBe(404);
  });

  it("writes no system message for somebody who joined silently and wrote nothing, however often they come and go", async () => {
    const room = await newRoom(mina, "들락날락");
    for (let round = 0; round < 3; round++) {
      expect((await stranger.post(`/api/rooms/${room.id}/members`)).status).toBe(201);
      expect((await stranger.delete(memberPath(room, stranger))).status).toBe(204);
    }
    // Clients older than previews join with their ticket.
    expect((await stranger.post(`/api/rooms/${room.id}/ticket`)).status).toBe(200);
    expect((await stranger.delete(memberPath(room, stranger))).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual(Array(4).fill(close(stranger, "left")));
  });

  it("is announced if the person has written since they joined; earlier messages do not count", async () => {
    const room = await newRoom(mina, "한마디");
    await stranger.post(`/api/rooms/${room.id}/members`);
    await say(stranger, room.id, 1, "안녕하세요", Date.now() + 1000);
    await stranger.delete(memberPath(room, stranger));
    expect(host.sentTo(room.id)).toEqual([close(stranger, "left"), line(stranger, { what: "left" })]);
    await backstage()
      .update(messages)
      .set({ sentAt: new Date(0) })
      .where(eq(messages.roomId, room.id));
    await stranger.post(`/api/rooms/${room.id}/members`);
    await stranger.delete(memberPath(room, stranger));
    expect(host.sentTo(room.id)).toEqual([close(stranger, "left")]);
  });

  it("is announced if joining was announced: by name, by link, and for the room's creator", async () => {
    const room = await newRoom(mina, "초대");
    await mina.post(`/api/rooms/${room.id}/invites`, { username: stranger.user.username });
    const { token } = (await mina.post(`/api/rooms/${room.id}/invites`, {})).json;
    await stranger.post(`/api/rooms/${room.id}/members`);
    await jun.post(`/api/invites/${token}`);
    host.sentTo(room.id);
    await stranger.delete(memberPath(room, stranger));
    expect(host.sentTo(room.id)).toEqual([close(stranger, "left"), line(stranger, { what: "left" })]);
    await mina.patch(memberPath(room, jun), { role: "owner", ...PROOF });
    host.sentTo(room.id);
    await mina.delete(memberPath(room, mina));
    expect(host.sentTo(room.id)).toEqual([close(mina, "left"), line(mina, { what: "left" })]);
  });

  it("writes no system message in a read-only room, and neither does joining it", async () => {
    const room = await newRoom(mina, "보관된 방");
    await putIn(room.id, jun);
    await say(jun, room.id, 1, "안녕하세요", Date.now() + 1000);
    await mina.post(`/api/rooms/${room.id}/invites`, { username: bora.user.username });
    const { token } = (await mina.post(`/api/rooms/${room.id}/invites`, {})).json;
    await mina.patch(`/api/rooms/${room.id}`, { archived: true });
    host.sentTo(room.id);
    expect((await bora.post(`/api/rooms/${room.id}/members`)).status).toBe(201);
    expect((await stranger.post(`/api/invites/${token}`)).status).toBe(201);
    expect(host.sentTo(room.id)).toEqual([]);
    for (const who of [jun, bora, stranger]) expect((await who.delete(memberPath(room, who))).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual([close(jun, "left"), close(bora, "left"), close(stranger, "left")]);
  });

  it("is refused to the owner, since a room must have one", async () => {
    const room = await tearoom();
    const answer = await mina.delete(memberPath(room, mina));
    expect([answer.status, answer.json.code]).toEqual([409, "owner_stays"]);
    expect(await roleIn(room.id, mina)).toBe("owner");
    expect(host.sentTo(room.id)).toEqual([]);
  });

  it("is refused to users who are not members", async () => {
    const room = await newRoom(mina, "구경만");
    expect((await stranger.delete(memberPath(room, stranger))).status).toBe(403);
  });
});

describe("kicking", () => {
  it("D3: removes a member, closes their sockets, and sends a system message", async () => {
    const room = await tearoom();
    expect((await ara.delete(memberPath(room, jun))).status).toBe(204);
    expect(await roleIn(room.id, jun)).toBeUndefined();
    expect(host.sentTo(room.id)).toEqual([close(jun, "kicked"), line(ara, { what: "kicked", who: jun.user })]);
    expect(host.refreshed()).toEqual([jun.user.id]);
    expect((await jun.post(`/api/rooms/${room.id}/ticket`)).status).toBe(404);
  });

  it.each([
    ["a member", () => jun, () => bora],
    ["an admin, against the owner", () => ara, () => mina],
    ["an admin, against an admin", () => ara, () => ara2],
  ])("is refused to %s", async (_, by, whom) => {
    const room = await tearoom();
    await putIn(room.id, ara2, "admin");
    expect((await by().delete(memberPath(room, whom()))).status).toBe(403);
    expect(await roleIn(room.id, whom())).toBeDefined();
    expect(host.sentTo(room.id)).toEqual([]);
  });
  let ara2: Visitor;
  beforeAll(async () => {
    ara2 = await signedUp("ara");
  });

  it("an admin can be kicked by the owner only; a stranger is not a member", async () => {
    const room = await tearoom();
    expect((await mina.delete(memberPath(room, ara))).status).toBe(204);
    const nobody = await mina.delete(memberPath(room, stranger));
    expect([nobody.status, nobody.json.code]).toEqual([404, "user_not_found"]);
    host.sentTo(room.id);
    expect((await mina.delete(`/api/rooms/${room.id}/members/${newId()}`)).json.code).toBe("user_not_found");
  });
});

describe("banning", () => {
  it("D3 D2: removes the member, who cannot join again, not even a public room", async () => {
    const room = await tearoom(newRoom);
    expect((await ara.put(banPath(room, jun))).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual([close(jun, "banned"), line(ara, { what: "banned", who: jun.user })]);
    const nowhere = await jun.get(`/api/rooms/${newId()}`);
    for (const answer of [
      await jun.get(`/api/rooms/${room.id}`),
      await jun.get(`/api/rooms/${room.id}/messages`),
      await jun.get(`/api/rooms/${room.id}/members`),
      await jun.post(`/api/rooms/${room.id}/members`),
      await jun.post(`/api/rooms/${room.id}/ticket`),
    ]) {
      expect([answer.status, answer.text]).toEqual([404, nowhere.text]);
    }
    expect((await jun.get(`/api/rooms?query=${encodeURIComponent(room.name)}`)).json.rooms).toEqual([]);
    expect(await roleIn(room.id, jun)).toBeUndefined();
  });

  it("D8: repeated, it only closes their sockets again; it also works for people who are not members yet", async () => {
    const room = await tearoom(newRoom);
    expect((await mina.put(banPath(room, stranger))).status).toBe(204);
    expect(host.sentTo(room.id)).toHaveLength(2);
    expect((await ara.put(banPath(room, stranger))).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual([close(stranger, "banned")]);
    expect((await ara.get(`/api/rooms/${room.id}/bans`)).json.banned).toEqual([stranger.user]);
    expect((await stranger.post(`/api/rooms/${room.id}/ticket`)).status).toBe(404);
  });

  it("ends when it is lifted", async () => {
    const room = await tearoom(newRoom);
    await ara.put(banPath(room, jun));
    host.sentTo(room.id);
    expect((await ara.delete(banPath(room, jun))).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual([line(ara, { what: "unbanned", who: jun.user })]);
    expect((await ara.delete(banPath(room, jun))).status).toBe(404);
    expect((await jun.post(`/api/rooms/${room.id}/ticket`)).status).toBe(200);
  });

  it("is refused to members, and against users whose role is equal or higher; nobody bans themselves", async () => {
    const room = await tearoom(newRoom);
    for (const [by, whom] of [
      [jun, bora],
      [jun, stranger],
      [stranger, jun],
      [ara, mina],
      [ara, ara],
      [mina, mina],
    ] as const) {
      expect((await by.put(banPath(room, whom))).status).toBe(403);
    }
    expect((await jun.get(`/api/rooms/${room.id}/bans`)).status).toBe(403);
    expect((await jun.delete(banPath(room, bora))).status).toBe(403);
    expect((await ara.get(`/api/rooms/${room.id}/bans`)).json.banned).toEqual([]);
    expect((await ara.put(`/api/rooms/${room.id}/bans/${newId()}`)).json.code).toBe("user_not_found");
  });

  it("D2: a banned or kicked member of a private room no longer finds the room", async () => {
    const room = await tearoom();
    await ara.put(banPath(room, jun));
    await ara.delete(memberPath(room, bora));
    const nowhere = await jun.get(`/api/rooms/${newId()}`);
    for (const gone of [jun, bora]) {
      for (const answer of [await gone.get(`/api/rooms/${room.id}`), await gone.put(banPath(room, ara))]) {
        expect([answer.status, answer.text]).toEqual([404, nowhere.text]);
      }
    }
  });

  it("wins over a concurrent join", async () => {
    for (let round = 0; round < 10; round++) {
      const room = await newRoom(mina, `경주 ${round}`);
      const coming = [stranger.post(`/api/rooms/${room.id}/ticket`), stranger.post(`/api/rooms/${room.id}/members`)];
      const [banned] = await Promise.all([mina.put(banPath(room, stranger)), ...coming]);
      expect(banned.status).toBe(204);
      expect(await roleIn(room.id, stranger)).toBeUndefined();
    }
  });
});

describe("roles", () => {
  it("are given and taken by the owner, and the room gets the command", async () => {
    const room = await tearoom();
    const made = await mina.patch(memberPath(room, jun), { role: "admin" });
    expect([made.status, made.json.member.role]).toEqual([200, "admin"]);
    expect(host.sentTo(room.id)).toEqual([
      { type: "role", userId: jun.user.id, role: "admin" },
      line(mina, { what: "role", who: jun.user, role: "admin" }),
    ]);
    expect((await mina.patch(memberPath(room, jun), { role: "admin" })).status).toBe(200);
    expect(host.sentTo(room.id)).toEqual([]);
    expect((await mina.patch(memberPath(room, jun), { role: "member" })).json.member.role).toBe("member");
    for (const by of [ara, jun]) {
      expect((await by.patch(memberPath(room, bora), { role: "admin" })).status).toBe(403);
    }
    expect((await mina.patch(memberPath(room, mina), { role: "member" })).status).toBe(403);
    expect((await mina.patch(memberPath(room, stranger), { role: "admin" })).json.code).toBe("user_not_found");
    expect((await mina.patch(memberPath(room, jun), { role: "boss" })).status).toBe(422);
  });

  it("handing over makes the old owner an admin", async () => {
    const room = await tearoom();
    const answer = await mina.patch(memberPath(room, jun), { role: "owner", ...PROOF });
    expect(answer.json.member.role).toBe("owner");
    expect(await roleIn(room.id, mina)).toBe("admin");
    expect(host.sentTo(room.id)).toEqual([
      { type: "role", userId: jun.user.id, role: "owner" },
      { type: "role", userId: mina.user.id, role: "admin" },
      line(mina, { what: "owner", who: jun.user }),
    ]);
    expect((await mina.patch(memberPath(room, bora), { role: "owner", ...PROOF })).status).toBe(403);
  });

  it("handing over needs a proof: a session cookie alone is refused", async () => {
    const room = await tearoom();
    const hand = (proof: object) => mina.patch(memberPath(room, jun), { role: "owner", ...proof });
    const refused = [await hand({}), await hand({ currentPassword: "not this one" })];
    expect(refused.map(({ json }) => json.code)).toEqual(["invalid", "wrong_credentials"]);
    expect(await roleIn(room.id, mina)).toBe("owner");
    expect(host.sentTo(room.id)).toEqual([]);
  });

  it("a room is not handed over to a user who has not been here for 30 days, and no proof is required", async () => {
    const room = await tearoom();
    const away = await signedUp("away");
    await putIn(room.id, away);
    await backstage().update(sessions).set({ expiresAt: new Date() }).where(eq(sessions.userId, away.user.id));
    const answer = await mina.patch(memberPath(room, away), { role: "owner", currentPassword: "not this one" });
    expect([answer.status, answer.json.code]).toEqual([409, "not_active"]);
    expect(await roleIn(room.id, mina)).toBe("owner");
  });

  it("two hand-overs at once leave exactly one owner", async () => {
    for (let round = 0; round < 10; round++) {
      const room = await tearoom();
      const answers = await Promise.all(
        [jun, bora, ara].map((to) => mina.patch(memberPath(room, to), { role: "owner", ...PROOF })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
      const roles = await Promise.all([mina, ara, jun, bora].map((who) => roleIn(room.id, who)));
      expect(roles.filter((role) => role === "owner")).toHaveLength(1);
      expect(roles[0]).toBe("admin");
    }
  });

  it("two concurrent requests to leave: the second is answered like a later one, never `owner_stays`", async () => {
    for (let round = 0; round < 10; round++) {
      const room = await tearoom(round % 2 ? privateRoom : newRoom);
      const twice = await Promise.all([jun, jun].map((who) => who.delete(memberPath(room, jun))));
      const later = await jun.delete(memberPath(room, jun));
      expect(twice.map(({ status }) => status).sort()).toEqual([204, later.status]);
      expect(twice.map(({ json }) => json?.code)).toContain(later.json.code);
    }
  });

  it("handing over to a member who is leaving: the room always has an owner", async () => {
    for (let round = 0; round < 10; round++) {
      const room = await tearoom();
      const [left] = await Promise.all([
        jun.delete(memberPath(room, jun)),
        mina.patch(memberPath(room, jun), { role: "owner", ...PROOF }),
      ]);
      const roles = [await roleIn(room.id, mina), await roleIn(room.id, jun)];
      expect(roles).toEqual(left.status === 204 ? ["owner", undefined] : ["admin", "owner"]);
    }
  });

  it("an admin who is being demoted kicks nobody afterwards", async () => {
    for (let round = 0; round < 10; round++) {
      const room = await tearoom();
      const [, kicked] = await Promise.all([
        mina.patch(memberPath(room, ara), { role: "member" }),
        ara.delete(memberPath(room, jun)),
      ]);
      expect(await roleIn(room.id, jun)).toBe(kicked.status === 204 ? undefined : "member");
      expect([204, 403]).toContain(kicked.status);
      expect(await roleIn(room.id, ara)).toBe("member");
    }
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
