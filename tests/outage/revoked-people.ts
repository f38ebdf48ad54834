/** Users who lose their access while the web side cannot reach the rooms (D8), and the checks after the outage. */
import { expect } from "vitest";
import { CLOSE } from "@/lib/protocol/connection";
import { newId } from "@/lib/shared/ids";
import { putIn } from "@/tests/api/scenes";
import type { Visitor } from "@/tests/api/web";
import { knockAtInbox } from "@/tests/harness/live/inboxes";
import { eventually, type LiveRooms } from "@/tests/harness/live/rooms";
import type { InboxPeer } from "@/tests/harness/peers/inbox-peer";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";

/** D8's limit, counted from the end of the outage. */
const HOLDS_WITHIN_MS = 10_000;

export interface Revoked {
  /** Each was opened before the outage, or by `comeBack`. */
  sockets: Record<"kicked" | "banned" | "signed out", RoomPeer>;
  inbox: InboxPeer;
  /** Kicks Jun, bans Bora, signs Sora out and archives the other room; asserts that each call succeeds. */
  revoke(): Promise<void>;
  /** Gets tickets to use in `comeBack`. Call it just before `revoke`: they are valid for 30 s. */
  lastTickets(): Promise<void>;
  /** Reconnects everybody with those tickets. */
  comeBack(): Promise<void>;
  /** Asserts that all revocations take effect within 10 s. */
  holds(): Promise<void>;
}

/** @param signedUp a visitor of the web side under test, who has signed up */
export async function revokedPeople(live: LiveRooms, signedUp: () => Promise<Visitor>): Promise<Revoked> {
  const [owner, jun, bora, sora, writer] = await Promise.all(Array.from({ length: 5 }, () => signedUp()));
  if (!owner || !jun || !bora || !sora || !writer) throw new Error("too few people");
  const room = await roomOf(owner, [jun, bora, sora]);
  const quiet = await roomOf(owner, [writer]);
  const tickets: Record<string, string> = {};

  async function enter(visitor: Visitor, roomId: string, ticket?: string): Promise<RoomPeer> {
    const peer = live.tryConnect(roomId, {
      v: "1",
      ticket: ticket ?? (await ticketFor(visitor, `/api/rooms/${roomId}/ticket`)),
    });
    await peer.until(() => peer.of("welcome").length > 0 || peer.closed !== undefined, "a welcome, or a refusal");
    return peer;
  }

  const sockets = {
    kicked: await enter(jun, room),
    banned: await enter(bora, room),
    "signed out": await enter(sora, room),
  };
  const inbox = knockAtInbox(live, sora.user.id, { v: "1", ticket: await ticketFor(sora, "/api/inbox/ticket") });
  await inbox.until(() => inbox.heard("welcome") > 0, "a welcome");
  const people = { kicked: jun, banned: bora, "signed out": sora } as const;
  let pen = await enter(writer, quiet);

  return {
    sockets,
    inbox,
    async revoke() {
      const answers = await Promise.all([
        owner.delete(`/api/rooms/${room}/members/${jun.user.id}`),
        owner.put(`/api/rooms/${room}/bans/${bora.user.id}`),
        sora.post("/api/logout"),
        owner.patch(`/api/rooms/${quiet}`, { archived: true }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 200]);
    },
    async lastTickets() {
      for (const [who, visitor] of Object.entries(people))
        tickets[who] = await ticketFor(visitor, `/api/rooms/${room}/ticket`);
      tickets.writer = await ticketFor(writer, `/api/rooms/${quiet}/ticket`);
    },
    async comeBack() {
      for (const who of Object.keys(people) as Array<keyof typeof people>)
        sockets[who] = await enter(people[who], room, tickets[who]);
      pen = await enter(writer, quiet, tickets.writer);
    },
    async holds() {
      const closed = Object.values(sockets).map(async (peer) => {
        await peer.until(() => peer.closed !== undefined, "a close", HOLDS_WITHIN_MS);
        expect([CLOSE.noLongerAllowed, CLOSE.badTicket]).toContain(peer.closed);
      });
      const inboxCloses = inbox.until(() => inbox.closed !== undefined, "the inbox's close", HOLDS_WITHIN_MS);
      const isReadOnly = async () => {
        const clientId = await pen.send("still?");
        const refusals = () => pen.of("refused").filter((each) => each.clientId === clientId);
        const acks = () => pen.of("ack").filter((each) => each.clientId === clientId);
        await pen.until(() => refusals().length + acks().length > 0, "an answer");
        return refusals()[0]?.reason === "forbidden";
      };
      await Promise.all([...closed, inboxCloses, eventually(isReadOnly, "the room to be read-only", HOLDS_WITHIN_MS)]);
    },
  };
}

async function roomOf(owner: Visitor, others: Visitor[]): Promise<string> {
  const answer = await owner.post("/api/rooms", { name: `철회 ${newId()}`, visibility: "public" });
  expect(answer.status).toBe(201);
  for (const other of others) await putIn(answer.json.room.id, other);
  return answer.json.room.id;
}

async function ticketFor(visitor: Visitor, path: string): Promise<string> {
  const answer = await visitor.post(path);
  expect(answer.status).toBe(200);
  return answer.json.ticket;
}
