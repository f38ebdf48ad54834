/** The inbox's connections, frames and commands, by each visitor and origin, through real workerd. */
import { SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { CLIENT_FRAME_MAX_BYTES, type User } from "@/lib/protocol/room";
import { inboxPath, signCall } from "@/lib/server/commands";
import { signInboxTicket, signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { knockAtInbox, openInbox } from "@/tests/harness/live/inboxes";
import { type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";

let live: LiveRooms;
let owner: User;
let stranger: User;
beforeAll(async () => {
  live = await liveRooms();
  [owner, stranger] = [await live.person("owner"), await live.person("stranger")];
});

async function permit(who: User = owner, { session = newId(), secret = live.env.TICKET_SECRET, at = Date.now() } = {}) {
  return (await signInboxTicket(who.id, session, secret, at)).ticket;
}

function odd(audience: string, expires = "30s") {
  const jwt = new SignJWT({ sid: newId(), jti: newId() }).setProtectedHeader({ alg: "HS256" }).setIssuer("sarangbang");
  const key = new TextEncoder().encode(live.env.TICKET_SECRET);
  return jwt.setAudience(audience).setSubject(owner.id).setIssuedAt().setExpirationTime(expires).sign(key);
}

async function roomTicket() {
  const admission = {
    userId: owner.id,
    username: "owner",
    roomId: owner.id,
    role: "owner",
    sessionId: newId(),
  } as const;
  return (await signTicket(admission, live.env.TICKET_SECRET)).ticket;
}

async function tryConnect(ticket: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const page = knockAtInbox(live, owner.id, { v: "1", ticket, ...query }, headers);
  const outcome = () => page.status ?? page.closed ?? (page.frames.length > 0 ? "in" : undefined);
  await page.until(() => outcome() !== undefined, "the outcome");
  return { outcome: outcome(), page };
}

const TICKETS: Record<string, { ticket: () => Promise<string> | string; outcome: "in" | 4001 }> = {
  "the owner's": { ticket: () => permit(), outcome: "in" },
  none: { ticket: () => "", outcome: 4001 },
  "another person's": { ticket: () => permit(stranger), outcome: 4001 },
  expired: { ticket: () => permit(owner, { at: Date.now() - 32_000 }), outcome: 4001 },
  "of another's making": { ticket: () => permit(owner, { secret: "x".repeat(40) }), outcome: 4001 },
  "a room's": { ticket: () => roomTicket(), outcome: 4001 },
  "a session's cookie": { ticket: () => odd("session"), outcome: 4001 },
  "a call's bearer": { ticket: () => odd("room-admin"), outcome: 4001 },
  replayed: {
    ticket: async () => {
      const ticket = await permit();
      expect((await tryConnect(ticket)).outcome).toBe("in");
      return ticket;
    },
    outcome: 4001,
  },
  "of a session that has ended": {
    ticket: async () => {
      const session = newId();
      const ticket = await permit(owner, { session });
      expect((await command({ type: "close", sessions: [session] })).status).toBe(200);
      return ticket;
    },
    outcome: 4001,
  },
};

describe("D1: connecting to the inbox", () => {
  it.each(Object.keys(TICKETS))("ticket: %s, from each origin", async (name) => {
    const row = TICKETS[name];
    if (!row) throw new Error(name);
    const origins = { none: undefined, listed: live.cloud.urls.web, foreign: "https://evil.example", opaque: "null" };
    const answers: Record<string, unknown> = {};
    for (const [from, origin] of Object.entries(origins)) {
      const { outcome, page } = await tryConnect(await row.ticket(), {}, origin ? { origin } : {});
      answers[from] = outcome;
      if (outcome !== "in") expect(page.frames).toEqual([]);
      page.drop();
    }
    expect(answers).toEqual({ none: row.outcome, listed: row.outcome, foreign: 403, opaque: 403 });
  });

  it("another version of the wire is refused as such, and an inbox's ticket opens no room", async () => {
    expect((await tryConnect(await permit(), { v: "2" })).outcome).toBe(4009);
    const room = live.tryConnect(await live.room(owner), { v: "1", ticket: await permit() });
    await room.until(() => room.closed !== undefined, "a refusal");
    expect(room.closed).toBe(4001);
  });
});

describe("D4: frames", () => {
  const rooms = (count: number) => Array.from({ length: count }, () => newId());
  const WRONG: Record<string, unknown> = {
    "no JSON": "{",
    "no watch": { type: "listen" },
    "a room's frame": { type: "send", clientId: newId(), body: "hi" },
    "no ids": { type: "watch", rooms: ["x"] },
    "too many": { type: "watch", rooms: rooms(101) },
    "too long": `${JSON.stringify({ type: "watch", rooms: rooms(10) })}${" ".repeat(CLIENT_FRAME_MAX_BYTES)}`,
    null: null,
  };
  it.each(Object.keys(WRONG))("%s: refused as invalid, and the socket stays", async (name) => {
    const page = await openInbox(live, await live.person("page"));
    const wrong = WRONG[name];
    page.say(typeof wrong === "string" ? wrong : JSON.stringify(wrong));
    await page.until(() => page.heard("refused") === 1, "a refusal");
    expect(page.frames.at(-1)).toEqual({ type: "refused", reason: "invalid" });
    await page.watch(await live.room(owner));
    page.drop();
  });

  it("D5: too many of them are refused, and cause no request", async () => {
    const page = await openInbox(live, await live.person("page"));
    for (let i = 0; i < 12; i++) page.say({ type: "watch", rooms: [] });
    await page.until(() => page.heard("refused") >= 3, "refusals");
    expect(page.frames.at(-1)).toEqual({ type: "refused", reason: "rate_limited" });
    page.drop();
  });
});

const REFRESH = JSON.stringify({ type: "refresh" });

function call(bearer: string | undefined, body: string, method = "POST") {
  const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  return fetch(live.cloud.urls.rooms + inboxPath(owner.id), {
    method,
    headers,
    body: method === "GET" ? undefined : body,
  });
}

const signed = (body: string, { path = inboxPath(owner.id), method = "POST", secret = live.env.TICKET_SECRET } = {}) =>
  signCall({ method, path, body }, secret);

async function command(what: object) {
  const body = JSON.stringify(what);
  return call(await signed(body), body);
}

describe("calls to an inbox: signed for one method, path and body, once", () => {
  const CALLS: Record<string, { bearer: () => Promise<string> | string | undefined; status: number }> = {
    "signed for this": { bearer: () => signed(REFRESH), status: 200 },
    "not signed": { bearer: () => undefined, status: 404 },
    "signed by another": { bearer: () => signed(REFRESH, { secret: "x".repeat(40) }), status: 401 },
    "signed for another inbox": { bearer: () => signed(REFRESH, { path: inboxPath(stranger.id) }), status: 401 },
    "signed for another body": { bearer: () => signed(`${REFRESH} `), status: 401 },
    "signed for another method": { bearer: () => signed(REFRESH, { method: "PUT" }), status: 401 },
    "the owner's ticket": { bearer: () => permit(), status: 401 },
    replayed: {
      bearer: async () => {
        const bearer = await signed(REFRESH);
        expect((await call(bearer, REFRESH)).status).toBe(200);
        return bearer;
      },
      status: 409,
    },
  };
  it.each(Object.keys(CALLS))("%s", async (name) => {
    const page = await openInbox(live, owner);
    const answer = await call(await CALLS[name]?.bearer(), REFRESH);
    expect(answer.status).toBe(CALLS[name]?.status);
    if (answer.status === 200) await page.until(() => page.heard("refresh") === 1, "the refresh");
    page.drop();
  });

  it("a signed command that is not an inbox's is refused", async () => {
    for (const what of [
      {},
      { type: "end" },
      { type: "close", users: [owner.id] },
      { type: "news" },
      { type: "refresh", more: 1 },
    ]) {
      expect((await command(what)).status, JSON.stringify(what)).toBe(422);
    }
    for (const method of ["GET", "PUT", "DELETE"]) {
      expect((await call(await signed(REFRESH, { method }), REFRESH, method)).status, method).toBe(404);
    }
  });
});
