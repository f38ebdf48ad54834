import { and, isNotNull, like } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rooms } from "../../db/schema";
import { newId } from "../../lib/ids";
import { toldCloud } from "./cloud";
import type { RoomsHost } from "./rooms-host";
import { backstage, PASSWORD, PROOF, signedUp, type Visitor } from "./web";

let host: RoomsHost;
let stranger: Visitor;
beforeAll(async () => {
  host = (await toldCloud()).host;
  stranger = await signedUp("stranger");
}, 60_000);
afterAll(async () => {
  expect(host.wrong).toEqual([]);
});

const pair = async () => [await signedUp("mina"), await signedUp("jun")] as const;
const open = (by: Visitor, { user }: Visitor) => by.post("/api/directs", { userId: user.id });

describe("a direct room", () => {
  it("is one a pair, whoever begins, and each sees the other in it", async () => {
    const [mina, jun] = await pair();
    const made = await open(mina, jun);
    expect(made.status).toBe(201);
    expect(made.json.room).toMatchObject({
      name: "",
      visibility: "private",
      memberCount: 2,
      direct: jun.user,
      mine: { role: "member" },
    });
    expect(host.refreshed().sort()).toEqual([mina.user.id, jun.user.id].sort());
    for (const [by, other] of [
      [jun, mina],
      [mina, jun],
    ] as const) {
      const again = await open(by, other);
      expect([again.status, again.json.room.id]).toEqual([200, made.json.room.id]);
      expect(again.json.room.direct).toEqual(other.user);
      const listed = await by.get(`/api/rooms?query=${other.user.username}`);
      expect(listed.json.rooms).toEqual([again.json.room]);
      expect((await by.post(`/api/rooms/${made.json.room.id}/ticket`)).status).toBe(200);
    }
    expect(host.refreshed()).toEqual([]);
    expect((await stranger.get(`/api/rooms?query=${jun.user.username}`)).json.rooms).toEqual([]);
    expect((await stranger.get(`/api/rooms/${made.json.room.id}`)).status).toBe(404);
  });

  it("is one when both begin at once", async () => {
    for (let round = 0; round < 5; round++) {
      const [mina, jun] = await pair();
      const answers = await Promise.all([open(mina, jun), open(jun, mina), open(mina, jun)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
      expect(new Set(answers.map(({ json }) => json.room.id)).size).toBe(1);
      const theirs = and(isNotNull(rooms.directKey), like(rooms.directKey, `%${mina.user.id}%`));
      expect(await backstage().$count(rooms, theirs)).toBe(1);
    }
  });

  it("takes two: nobody, and oneself, are refused", async () => {
    const [mina] = await pair();
    const nobody = await mina.post("/api/directs", { userId: newId() });
    expect([nobody.status, nobody.json.code]).toEqual([404, "user_not_found"]);
    expect((await open(mina, mina)).status).toBe(422);
    expect((await mina.post("/api/directs", { userId: "x" })).status).toBe(422);
  });

  it("stays as it is: no name, no invites, no kicks, no bans, no roles, no leaving, no end", async () => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    const room = `/api/rooms/${id}`;
    for (const answer of [
      await mina.patch(room, { name: "우리" }),
      await mina.patch(room, { visibility: "public" }),
      await mina.patch(room, { archived: true }),
      await mina.delete(room, PROOF),
      await mina.get(`${room}/invites`),
      await mina.post(`${room}/invites`, {}),
      await mina.post(`${room}/invites`, { username: stranger.user.username }),
      await mina.delete(`${room}/members/${mina.user.id}`),
      await mina.delete(`${room}/members/${jun.user.id}`),
      await mina.patch(`${room}/members/${jun.user.id}`, { role: "owner", ...PROOF }),
      await mina.get(`${room}/bans`),
      await mina.put(`${room}/bans/${jun.user.id}`),
      await mina.delete(`${room}/bans/${jun.user.id}`),
    ]) {
      expect([answer.status, answer.json.code]).toEqual([403, "forbidden"]);
    }
    expect(host.toldTo(id)).toEqual([]);
    expect((await jun.get(room)).json.room).toMatchObject({ memberCount: 2, visibility: "private" });
    expect((await mina.patch(`${room}/mine`, { notify: "none" })).status).toBe(204);
  });

  it("outlives one of the two, and ends with the second", async () => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    const leave = (who: Visitor) =>
      who.post("/api/account/delete", { username: who.user.username, currentPassword: PASSWORD });
    expect((await leave(jun)).status).toBe(204);
    const left = (await mina.get(`/api/rooms/${id}`)).json.room;
    expect(left).toMatchObject({ memberCount: 1, direct: { id: jun.user.id, username: "deleted user" } });
    expect(left.mine.role).toBe("member");
    expect((await open(mina, jun)).status).toBe(200);
    host.toldTo(id);
    expect((await leave(mina)).status).toBe(204);
    expect(host.toldTo(id)).toEqual([{ type: "end" }]);
  });
});
