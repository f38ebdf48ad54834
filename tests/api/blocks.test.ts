import { eq, or } from "drizzle-orm";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { archiveHead } from "@/db/queries/messages";
import { blocks, mentions, users } from "@/db/schema";
import { BLOCKS_MAX } from "@/lib/protocol/http/members";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { newId } from "@/lib/shared/ids";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, putIn, say } from "./scenes";
import { backstage, PASSWORD, signedUp, type Visitor } from "./web";

let cloud: TestCloud;
let host: RoomsHost;
beforeAll(async () => {
  ({ cloud, host } = await recordedCloud());
}, 60_000);
afterEach(() => void host.refreshed());
afterAll(() => expect(host.wrong).toEqual([]));

const pair = async () => [await signedUp("mina"), await signedUp("jun")] as const;
const blocking = (by: Visitor, { user }: Visitor) => by.put(`/api/blocks/${user.id}`);
const unblocking = (by: Visitor, { user }: Visitor) => by.delete(`/api/blocks/${user.id}`);
const open = (by: Visitor, { user }: Visitor) => by.post("/api/directs", { userId: user.id });
const roomOf = async (who: Visitor, id: string): Promise<RoomInfo> => (await who.get(`/api/rooms/${id}`)).json.room;
const listOf = async (who: Visitor): Promise<RoomInfo[]> => (await who.get("/api/rooms?scope=mine")).json.rooms;
const readOnly = (isReadOnly: boolean) => ({ type: "open", isReadOnly, recheck: false });

/** Two users with a direct room that both have written in. */
async function friends() {
  const [mina, jun] = await pair();
  const { id } = (await open(mina, jun)).json.room;
  await jun.post(`/api/rooms/${id}/members`);
  await say(jun, id, 1, "안녕하세요");
  host.refreshed();
  return { mina, jun, id };
}

describe("the list of blocked people", () => {
  it("is private, with the latest first; blocking or unblocking twice has the effect of once", async () => {
    const [mina, jun] = await pair();
    const ara = await signedUp("ara");
    for (const who of [jun, ara, ara]) expect((await blocking(mina, who)).status).toBe(204);
    expect((await mina.get("/api/blocks")).json).toEqual({ blocked: [ara.user, jun.user] });
    for (const who of [jun, ara]) expect((await who.get("/api/blocks")).json.blocked).toEqual([]);
    for (const who of [jun, jun]) expect((await unblocking(mina, who)).status).toBe(204);
    expect((await mina.get("/api/blocks")).json.blocked).toEqual([ara.user]);
  });

  it("refuses unknown users, the user themselves, and more people than its limit", async () => {
    const [mina, jun] = await pair();
    const nobody = await mina.put(`/api/blocks/${newId()}`);
    expect([nobody.status, nobody.json.code]).toEqual([404, "user_not_found"]);
    expect((await blocking(mina, mina)).status).toBe(422);
    expect((await mina.put("/api/blocks/x")).status).toBe(404);
    const many = Array.from({ length: BLOCKS_MAX }, () => ({ id: newId(), username: newId(), usernameKey: newId() }));
    await backstage().insert(users).values(many);
    await backstage()
      .insert(blocks)
      .values(many.map(({ id }) => ({ userId: mina.user.id, blockedId: id })));
    expect((await blocking(mina, jun)).json.code).toBe("forbidden");
    expect((await mina.put(`/api/blocks/${many[0]?.id}`)).status).toBe(204);
  });

  it("loses an entry when either account is deleted", async () => {
    const [mina, jun] = await pair();
    await blocking(mina, jun);
    await blocking(jun, mina);
    await jun.post("/api/account/delete", { username: jun.user.username, currentPassword: PASSWORD });
    expect((await mina.get("/api/blocks")).json.blocked).toEqual([]);
    const either = or(eq(blocks.userId, jun.user.id), eq(blocks.blockedId, jun.user.id));
    expect(await backstage().$count(blocks, either)).toBe(0);
  });
});

describe("the direct room of a blocked pair", () => {
  it("D2: cannot be created: the blocked person gets the response for an unknown user", async () => {
    const [mina, jun] = await pair();
    await blocking(mina, jun);
    expect(host.refreshed()).toEqual([mina.user.id]);
    const nobody = await jun.post("/api/directs", { userId: newId() });
    const answer = await open(jun, mina);
    expect([answer.status, answer.text]).toEqual([nobody.status, nobody.text]);
    expect(answer.json.code).toBe("user_not_found");
    expect((await open(mina, jun)).json.code).toBe("forbidden");
    expect([await listOf(mina), await listOf(jun)]).toEqual([[], []]);
    await unblocking(mina, jun);
    expect((await open(jun, mina)).status).toBe(201);
  });

  it("becomes read-only, is hidden from the blocker, and shows the other only that it is unreachable", async () => {
    const { mina, jun, id } = await friends();
    const before = await roomOf(jun, id);
    expect((await blocking(mina, jun)).status).toBe(204);
    expect(host.sentTo(id)).toEqual([readOnly(true)]);
    expect(host.refreshed().sort()).toEqual([mina.user.id, jun.user.id].sort());
    expect(await listOf(mina)).toEqual([]);
    expect(await roomOf(jun, id)).toEqual({ ...before, unreachable: true });
    expect((await listOf(jun)).map((room) => room.id)).toEqual([id]);
    expect((await archiveHead(backstage(), id)).isReadOnly).toBe(true);
    // Both may still open the room and read its messages.
    for (const [by, other] of [
      [mina, jun],
      [jun, mina],
    ] as const) {
      expect((await open(by, other)).json.room).toMatchObject({ id, unreachable: true });
      expect((await by.get(`/api/rooms/${id}/messages`)).json.messages).toHaveLength(1);
    }
  });

  it("is made read-only again with every ticket and every repeated block, since a call may have failed", async () => {
    const { mina, jun, id } = await friends();
    await blocking(mina, jun);
    host.sentTo(id);
    for (const who of [mina, jun]) {
      expect((await who.post(`/api/rooms/${id}/ticket?preview=1`)).status).toBe(200);
      expect(host.sentTo(id)).toEqual([readOnly(true)]);
    }
    await blocking(mina, jun);
    expect(host.sentTo(id)).toEqual([readOnly(true)]);
    for (const _ of [1, 2]) {
      await unblocking(mina, jun);
      expect(host.sentTo(id)).toEqual([readOnly(false)]);
    }
    await jun.post(`/api/rooms/${id}/ticket?preview=1`);
    expect(host.sentTo(id)).toEqual([]);
  });

  it("is writable again only when neither blocks the other, and never once an account is deleted", async () => {
    const { mina, jun, id } = await friends();
    await blocking(mina, jun);
    await blocking(jun, mina);
    host.sentTo(id);
    await unblocking(mina, jun);
    expect(host.sentTo(id)).toEqual([readOnly(true)]);
    expect((await roomOf(mina, id)).unreachable).toBe(true);
    await unblocking(jun, mina);
    expect(host.sentTo(id)).toEqual([readOnly(false)]);
    await blocking(mina, jun);
    await jun.post("/api/account/delete", { username: jun.user.username, currentPassword: PASSWORD });
    host.sentTo(id);
    await unblocking(mina, jun);
    expect(host.sentTo(id)).toEqual([readOnly(true)]);
  });

  it("is declined if it was a request, and stays so after unblocking", async () => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    await say(mina, id, 1, "사세요");
    await blocking(jun, mina);
    await unblocking(jun, mina);
    await say(mina, id, 2, "사세요!");
    expect(await listOf(jun)).toEqual([]);
    expect((await roomOf(jun, id)).mine?.request).toBe(true);
  });
});

describe("in a shared room, a blocked person's message", () => {
  /** Mina's private room with Jun, whom she has blocked, and Ara. */
  async function scene() {
    const [mina, jun] = await pair();
    const ara = await signedUp("ara");
    const room = await privateRoom(mina, "다 같이");
    await putIn(room.id, jun);
    await putIn(room.id, ara);
    return { mina, jun, ara, room };
  }

  it("counts as unread and as a mention for others, not for the blocker, and is not the blocker's last message", async () => {
    const { mina, jun, ara, room } = await scene();
    await blocking(mina, jun);
    await say(ara, room.id, 1, "저녁 드셨어요?");
    await say(jun, room.id, 2, `@${mina.user.username} 여기요`);
    await backstage()
      .insert(mentions)
      .values([mina, ara].map(({ user }) => ({ roomId: room.id, seq: 2, userId: user.id, at: 2 })));
    const seenBy = async (who: Visitor) => {
      const { mine, lastMessage } = await roomOf(who, room.id);
      return [mine?.unread, mine?.mentions?.length ?? 0, lastMessage?.author];
    };
    expect(await seenBy(mina)).toEqual([1, 0, ara.user.username]);
    expect(await seenBy(ara)).toEqual([1, 1, jun.user.username]);
    await unblocking(mina, jun);
    expect(await seenBy(mina)).toEqual([2, 1, jun.user.username]);
  });

  it("is stored and delivered as before: the room and its history are the same for everybody", async () => {
    const { mina, jun, ara, room } = await scene();
    await blocking(mina, jun);
    await say(jun, room.id, 1, "다들 안녕");
    expect(host.sentTo(room.id)).toEqual([]);
    const [own, others] = [mina, ara].map((who) => who.get(`/api/rooms/${room.id}/messages`));
    expect((await own)?.json).toEqual((await others)?.json);
    expect(await roomOf(jun, room.id)).not.toHaveProperty("unreachable");
  });
});

it("an invite by name from a blocked person is not listed", async () => {
  const [mina, jun] = await pair();
  const room = await newRoom(jun, "준의 방");
  await jun.post(`/api/rooms/${room.id}/invites`, { username: mina.user.username });
  expect((await mina.get("/api/invites")).json.invites).toHaveLength(1);
  await blocking(mina, jun);
  expect((await mina.get("/api/invites")).json.invites).toEqual([]);
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));

it("a blocked person's invite does not keep others from inviting", async () => {
  const [mina, jun, troll] = [await signedUp("mina"), await signedUp("jun"), await signedUp("troll")];
  const room = await privateRoom(mina, "방");
  await putIn(room.id, troll, "admin");
  expect((await jun.put(`/api/blocks/${troll.user.id}`)).status).toBe(204);
  expect((await troll.post(`/api/rooms/${room.id}/invites`, { username: jun.user.username })).status).toBe(201);
  expect((await jun.get("/api/invites")).json.invites).toEqual([]);
  expect((await mina.post(`/api/rooms/${room.id}/invites`, { username: jun.user.username })).status).toBeLessThan(300);
  expect((await jun.get("/api/invites")).json.invites).toMatchObject([{ invitedBy: mina.user.username }]);
});

it("D8: a ticket for a blocked direct room repeats the block with the time of the ticket, so it undoes no later unblocking", async () => {
  const [mina, jun] = [await signedUp("mina"), await signedUp("jun")];
  const { room } = (await mina.post("/api/directs", { userId: jun.user.id })).json;
  await jun.put(`/api/blocks/${mina.user.id}`);
  const tokens: string[] = [];
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", (input: string | URL | Request, init?: RequestInit) => {
    if (String(input).includes(room.id)) tokens.push(String(new Headers(init?.headers).get("authorization")).slice(7));
    return fetch(input, init);
  });
  try {
    expect((await mina.post(`/api/rooms/${room.id}/ticket?preview=1`)).status).toBe(200);
    await jun.delete(`/api/blocks/${mina.user.id}`);
  } finally {
    vi.unstubAllGlobals();
  }
  const [repeated, lifted] = tokens.map((token) => decodeJwt(token).at);
  expect(repeated).toBeTypeOf("number");
  expect(Number(lifted)).toBeGreaterThanOrEqual(Number(repeated));
});
