/** Inboxes in real workerd: through its owner's inbox, a page gets updates of rooms that are not open. */
import { and, eq } from "drizzle-orm";
import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { bans, members, rooms } from "@/db/schema";
import { InboxClient } from "@/lib/client/inbox-client";
import { type LiveRoom, roomsBehind, liveRooms as roomsOf, withUpdate } from "@/lib/client/room-list";
import { CLOSE } from "@/lib/protocol/connection";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import type { User } from "@/lib/protocol/room";
import { type RoomCommand, roomPath, signCall } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import { PASSWORD, signedUp, Visitor } from "@/tests/api/web";
import { knockAtInbox, openInbox } from "@/tests/harness/live/inboxes";
import { eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import type { InboxPeer } from "@/tests/harness/peers/inbox-peer";

/** The limit of inbox updates and D3. */
const PROMISED_MS = 1_000;
/** Rooms send updates once a second; a busy machine needs more. */
const NEXT_ROUND_MS = 2_000;

let live: LiveRooms;
let mina: User;
let jun: User;
beforeAll(async () => {
  live = await liveRooms();
  Object.assign(process.env, live.cloud.env);
  mina = await live.person("민아");
  jun = await live.person("Jun");
});

async function privateRoom(...people: User[]): Promise<string> {
  const roomId = await live.room(people[0] as User);
  await live.db.update(rooms).set({ visibility: "private" }).where(eq(rooms.id, roomId));
  await live.db.insert(members).values(people.map(({ id: userId }) => ({ roomId, userId })));
  return roomId;
}

async function command(roomId: string, ...commands: RoomCommand[]): Promise<void> {
  const call = { method: "POST", path: roomPath(roomId), body: JSON.stringify({ orders: commands }) };
  const headers = { authorization: `Bearer ${await signCall(call, live.env.TICKET_SECRET)}` };
  const answer = await fetch(live.cloud.urls.rooms + call.path, { ...call, headers });
  expect(answer.status).toBe(200);
}

/** Causes an update of another room, and waits for it: an unwanted update that was sent earlier would have come first. */
async function hearsOfElsewhere(page: InboxPeer): Promise<void> {
  const roomId = await live.room(mina);
  await page.watch(roomId);
  const writer = await live.connect(jun, roomId);
  await writer.sent("elsewhere");
  await page.until(() => page.news(roomId).at(-1)?.head === 1, "the other update");
  writer.drop();
}

const said = (page: InboxPeer, roomId: string) =>
  page.news(roomId).flatMap(({ messages }) => messages.map(({ seq }) => seq));

describe("updates", () => {
  it("a message reaches the lists of all watchers with the next round, and so does presence", async () => {
    const roomId = await live.room(mina);
    const pages = [await openInbox(live, mina), await openInbox(live, mina), await openInbox(live, jun)] as const;
    const all = (isTrue: (page: InboxPeer) => boolean, what: string) =>
      Promise.all(pages.map((page) => page.until(() => isTrue(page), what, NEXT_ROUND_MS)));
    for (const page of pages) await page.watch(roomId);
    expect(pages[0].news(roomId)[0]).toMatchObject({ since: 0, head: 0, online: 0, messages: [] });
    const writer = await live.connect(jun, roomId);
    await all((page) => page.news(roomId).at(-1)?.online === 1, "presence");
    await writer.sent("안녕 @민아야");
    await all((page) => said(page, roomId).includes(1), "the message");
    expect(pages[0].news(roomId).at(-1)).toMatchObject({
      ...{ since: 0, head: 1, last: { author: "Jun", body: "안녕 @민아야" } },
      messages: [{ seq: 1, author: jun.id, mentions: ["민아야"] }],
    });
    writer.drop();
    await pages[0].until(() => pages[0].news(roomId).at(-1)?.online === 0, "nobody there");
    for (const page of pages) page.drop();
  });

  it("a burst is sent once a second, complete and in order; deleted and system messages do not count", async () => {
    const roomId = await live.room(mina);
    const page = await openInbox(live, mina);
    await page.watch(roomId);
    const before = page.news(roomId).length;
    const writer = await live.connect(jun, roomId);
    const start = Date.now();
    for (let i = 1; i <= 60; i++) await writer.sent(`m${i}`);
    writer.say(JSON.stringify({ type: "delete", clientId: newId(), seq: 60 }));
    const body = "Jun renamed the room";
    await command(roomId, { type: "notice", clientId: newId(), author: jun, body, notice: { what: "joined" } });
    await page.until(() => page.news(roomId).at(-1)?.head === 62, "the end of it");
    const rounds = page.news(roomId).length - before;
    expect(rounds).toBeLessThanOrEqual(2 + Math.ceil((Date.now() - start) / 1_000));
    expect(said(page, roomId).filter((seq) => seq < 60)).toEqual(Array.from({ length: 59 }, (_, i) => i + 1));
    expect(said(page, roomId)).not.toContain(62);
    expect(page.news(roomId).flatMap(({ deleted }) => deleted)).toEqual([60]);
    expect(page.news(roomId).findLast(({ last }) => last)?.last?.body).toBe("m59");
  });

  it("a read on one device reaches the other devices' lists with the next round", { retry: 2 }, async () => {
    const roomId = await live.room(mina);
    const writer = await live.connect(jun, roomId);
    await writer.sent("read me");
    const devices = [await openInbox(live, mina), await openInbox(live, mina)];
    const other = await openInbox(live, jun);
    for (const device of [...devices, other]) await device.watch(roomId);
    const reader = await live.connect(mina, roomId);
    reader.say(JSON.stringify({ type: "read", seq: 1 }));
    const knows = (page: InboxPeer) => page.news(roomId).some(({ lastReadSeq }) => lastReadSeq === 1);
    await Promise.all(devices.map((device) => device.until(() => knows(device), "the reading", NEXT_ROUND_MS)));
    const later = await openInbox(live, mina);
    await later.watch(roomId);
    expect(later.news(roomId)[0]?.lastReadSeq).toBe(1);
  });

  it("a page that was offline counts correctly again: client, list and API together", async () => {
    const [owner, writer] = [await signedUp("mina"), await signedUp("jun")];
    const roomId: string = (await owner.post("/api/rooms", { name: "목록" })).json.room.id;
    const me = owner.user;
    let list: LiveRoom[] = roomsOf((await owner.get("/api/rooms")).json.rooms, [], me);
    const row = () => list.find(({ id }) => id === roomId);
    const ask = async () => {
      list = roomsOf((await owner.get("/api/rooms")).json.rooms, list, me);
    };
    const hear = (news: InboxUpdate[]) => {
      list = withUpdate(list, news, me);
    };
    const client = new InboxClient(
      {
        userId: me.id,
        host: live.cloud.env.NEXT_PUBLIC_PARTYKIT_HOST ?? "",
        getTicket: async () => (await owner.post("/api/inbox/ticket")).json,
        WebSocket,
        random: () => 0.2,
      },
      { update: hear, refresh: () => void ask(), connected: () => void ask() },
    );
    client.open();
    client.watch([roomId]);
    await eventually(async () => row()?.online === 0, "the first update");
    const peer = await live.connect(writer.user, roomId);
    await peer.sent("one");
    await eventually(async () => row()?.mine?.unread === 1, "one unread", NEXT_ROUND_MS);
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    const again = await live.connect(writer.user, roomId, { after: 1 });
    for (const body of ["two", "three"]) await again.sent(body);
    await eventually(async () => {
      if (roomsBehind(list).length > 0) await ask();
      return row()?.mine?.unread === 3 && row()?.lastMessage?.body === "three" && row()?.online === 1;
    }, "three unread");
    client.close();
  });
});

describe("D2 D3: who may receive updates", () => {
  it("an outsider of a private room, and a user who is banned from a public one, get no updates, whatever they request", async () => {
    const outsider = await live.person("outsider");
    const [secret, banned] = [await privateRoom(mina, jun), await live.room(mina)];
    await live.db.insert(bans).values({ roomId: banned, userId: outsider.id });
    const [page, insider] = [await openInbox(live, outsider), await openInbox(live, mina)];
    page.say({ type: "watch", rooms: [secret, banned] });
    await insider.watch(secret, banned);
    for (const roomId of [secret, banned]) await (await live.connect(jun, roomId)).sent("among us");
    await insider.until(() => said(insider, secret).length + said(insider, banned).length === 2, "what insiders hear");
    page.say({ type: "watch", rooms: [secret, banned] });
    await hearsOfElsewhere(page);
    expect([page.news(secret), page.news(banned)]).toEqual([[], []]);
    expect(page.heard("refused")).toBe(0);
  });

  it("a removed user gets no updates from then on, and cannot subscribe again", async () => {
    const sora = await live.person("sora");
    const roomId = await privateRoom(mina, jun, sora);
    const [page, insider] = [await openInbox(live, sora), await openInbox(live, mina)];
    await page.watch(roomId);
    await insider.watch(roomId);
    const writer = await live.connect(jun, roomId);
    await writer.sent("before");
    await page.until(() => said(page, roomId).length === 1, "the first message");
    await live.db.delete(members).where(and(eq(members.roomId, roomId), eq(members.userId, sora.id)));
    await command(roomId, { type: "close", users: [sora.id] });
    page.frames.length = 0;
    await writer.sent("after");
    await insider.until(() => said(insider, roomId).length === 2, "what insiders hear");
    page.say({ type: "watch", rooms: [roomId] });
    await writer.sent("later");
    await hearsOfElsewhere(page);
    expect(page.news(roomId)).toEqual([]);
  });

  it("a permit from before a removal is refused, and outside clients cannot make one", async () => {
    const roomId = await privateRoom(mina);
    const url = `${live.cloud.urls.rooms}${roomPath(roomId)}`;
    const permit = JSON.stringify({ userId: jun.id, askedAt: Date.now() });
    const call = { method: "POST", path: roomPath(roomId), body: permit };
    const bearer = { authorization: `Bearer ${await signCall(call, live.env.TICKET_SECRET)}` };
    const inside = { "x-sarangbang-admission": "{}", "x-partykit-room": roomId, host: "inside" };
    const tries: Array<[string, RequestInit]> = [
      [`${url}/watch`, { method: "POST", body: permit }],
      [`${url}/watch`, { method: "POST", body: permit, headers: { ...bearer, ...inside } }],
      [`${url}//watch`, { method: "POST", body: permit, headers: bearer }],
      [`${url}%2Fwatch`, { method: "POST", body: permit, headers: bearer }],
      [`${url}/../${roomId}/watch`, { method: "POST", body: permit, headers: bearer }],
      [`${url}?/watch`, { method: "POST", body: permit, headers: bearer }],
      [url, { method: "POST", body: permit, headers: bearer }],
      [`${live.cloud.urls.rooms}/parties/inbox/${jun.id}/word`, { method: "POST", body: "{}", headers: bearer }],
    ];
    const page = await openInbox(live, jun);
    const answers = [];
    for (const [to, init] of tries) answers.push((await fetch(to, init)).status);
    expect(answers).toEqual([404, 404, 404, 404, 404, 422, 422, 404]);
    await (await live.connect(mina, roomId)).sent("among us");
    await hearsOfElsewhere(page);
    expect(page.news(roomId)).toEqual([]);
  });

  it("a room that is made private makes all watchers check again: members continue to get updates, others do not", async () => {
    const roomId = await live.room(mina);
    await live.db.insert(members).values({ roomId, userId: mina.id });
    const outsider = await live.person("outsider");
    const [page, member] = [await openInbox(live, outsider), await openInbox(live, mina)];
    for (const each of [page, member]) await each.watch(roomId);
    await live.db.update(rooms).set({ visibility: "private" }).where(eq(rooms.id, roomId));
    await command(roomId, { type: "open", isReadOnly: false, recheck: true });
    for (const each of [page, member]) await each.until(() => each.heard("refresh") === 1, "a refresh", PROMISED_MS);
    page.frames.length = member.frames.length = 0;
    await eventually(async () => {
      // For a moment after the change, the room may refuse a new request like one from before it.
      await new Promise((go) => setTimeout(go, 700));
      for (const each of [page, member]) each.say({ type: "watch", rooms: [roomId] });
      return member.news(roomId).length > 0;
    }, "the updates to continue");
    await (await live.connect(jun, roomId)).sent("among us");
    await member.until(() => said(member, roomId).length === 1, "what members hear", NEXT_ROUND_MS);
    await hearsOfElsewhere(page);
    expect(page.news(roomId)).toEqual([]);
  });

  it("logging out closes the session's inbox within a second, leaves other devices', and revokes earlier tickets", async () => {
    const here = await signedUp("mina");
    const there = new Visitor();
    await there.post("/api/enter", { username: here.user.username, password: PASSWORD });
    const ticketOf = async (visitor: Visitor): Promise<string> => (await visitor.post("/api/inbox/ticket")).json.ticket;
    const open = async (visitor: Visitor) => {
      const page = knockAtInbox(live, here.user.id, { v: "1", ticket: await ticketOf(visitor) });
      await page.until(() => page.heard("welcome") > 0, "a welcome");
      return page;
    };
    const pages = [await open(here), await open(here), await open(there)] as const;
    const unused = await ticketOf(here);
    expect(decodeJwt(unused)).toMatchObject({ aud: "inbox", sub: here.user.id });
    const closing = Promise.all(
      pages.slice(0, 2).map((page) => page.until(() => page.closed !== undefined, "a close", PROMISED_MS)),
    );
    expect((await here.post("/api/logout")).status).toBe(204);
    await closing;
    expect(pages.map(({ closed }) => closed)).toEqual([CLOSE.noLongerAllowed, CLOSE.noLongerAllowed, undefined]);
    const late = knockAtInbox(live, here.user.id, { v: "1", ticket: unused });
    await late.until(() => late.closed !== undefined, "a refusal");
    expect([late.closed, late.frames]).toEqual([CLOSE.badTicket, []]);
    expect((await here.post("/api/inbox/ticket")).status).toBe(401);
    await hearsOfElsewhere(pages[2]);
  });
});
