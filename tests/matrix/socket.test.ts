/** The room's connections and every frame, by role, through real workerd. */
import { SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import type { Role } from "@/lib/protocol/levels";
import { type ClientFrame, clientFrame, type User } from "@/lib/protocol/room";
import { roomPath, signCall } from "@/lib/server/commands";
import { metricsPath, roomMetrics } from "@/lib/server/metrics";
import { signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { askRoom } from "@/scripts/room/ask";
import { tableOf } from "@/scripts/room/table";
import { type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import { RoomPeer } from "@/tests/harness/peers/room-peer";
import { overWebSocket } from "@/tests/harness/peers/web-socket";

let live: LiveRooms;
let roomId: string;
let people: Record<Role | "outsider", User>;
beforeAll(async () => {
  live = await liveRooms();
  const [owner, admin, member, outsider] = await Promise.all(
    ["owner", "admin", "member", "outsider"].map((name) => live.person(name)),
  );
  people = { owner, admin, member, outsider } as typeof people;
  roomId = await live.room(people.owner);
});

interface Permit {
  session?: string;
  who?: User;
  role?: Role;
  room?: string;
  secret?: string;
  at?: number;
  preview?: true;
}

async function permit({ session = newId(), who = people.member, role = "member", room = roomId, ...by }: Permit = {}) {
  const { secret, at, preview } = by;
  const admission = { userId: who.id, username: who.username, roomId: room, role, sessionId: session, preview };
  return (await signTicket(admission, secret ?? live.env.TICKET_SECRET, at)).ticket;
}

/** A ticket that is valid except for its signature's kind, its purpose or a claim. */
function odd(change: Record<string, unknown>, audience = "room") {
  const { id, username } = people.member;
  const claims = { name: username, room: roomId, role: "member", sid: newId(), jti: newId(), ...change };
  const jwt = new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setIssuer("sarangbang").setAudience(audience);
  const key = new TextEncoder().encode(live.env.TICKET_SECRET);
  return jwt.setSubject(id).setIssuedAt().setExpirationTime("30s").sign(key);
}

/** "in", a close code, or an HTTP status. */
async function tryConnect(ticket: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const peer = live.tryConnect(roomId, { v: "1", ticket, ...query }, headers);
  const outcome = () => peer.closed ?? peer.status ?? (peer.frames.length > 0 ? "in" : undefined);
  await peer.until(() => outcome() !== undefined, "the outcome");
  return { outcome: peer.status ?? outcome(), peer };
}

const TICKETS: Record<string, { ticket: () => Promise<string> | string; outcome: "in" | 4001 }> = {
  "a member's": { ticket: () => permit(), outcome: "in" },
  "an owner's": { ticket: () => permit({ who: people.owner, role: "owner" }), outcome: "in" },
  "a preview's": { ticket: () => permit({ who: people.outsider, preview: true }), outcome: "in" },
  none: { ticket: () => "", outcome: 4001 },
  "another room's": { ticket: () => permit({ room: newId() }), outcome: 4001 },
  expired: { ticket: () => permit({ at: Date.now() - 32_000 }), outcome: 4001 },
  "from the future": { ticket: () => permit({ at: Date.now() + 60_000 }), outcome: 4001 },
  "an outsider's own making": { ticket: () => permit({ who: people.outsider, secret: "x".repeat(40) }), outcome: 4001 },
  unsigned: { ticket: () => new UnsecuredJWT({ room: roomId }).setSubject(people.member.id).encode(), outcome: 4001 },
  "a session's cookie": { ticket: () => odd({}, "session"), outcome: 4001 },
  "a call's bearer": { ticket: () => odd({}, "room-admin"), outcome: 4001 },
  "with an unknown role": { ticket: () => odd({ role: "god" }), outcome: 4001 },
  "no JWT": { ticket: () => "a.b.c", outcome: 4001 },
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
      const ticket = await permit({ session });
      expect((await command({ sessions: [session] })).status).toBe(200);
      return ticket;
    },
    outcome: 4001,
  },
  "of a removed user": {
    ticket: async () => {
      const who = await live.person("removed");
      const ticket = await permit({ who });
      expect((await command({ users: [who.id] })).status).toBe(200);
      return ticket;
    },
    outcome: 4001,
  },
};

interface Call {
  method?: string;
  path?: string;
  body?: string;
  secret?: string;
  at?: number;
}

const closing = (whom: object = { sessions: [newId()] }) => JSON.stringify({ type: "close", ...whom });
const signed = ({ method = "POST", path = roomPath(roomId), body = closing(), secret, at }: Call = {}) =>
  signCall({ method, path, body }, secret ?? live.env.TICKET_SECRET, at);

const asking = (call: Call = {}) => signed({ method: "GET", path: metricsPath(roomId), body: "", ...call });

function callRoom(bearer: string | undefined, body: string, method = "POST"): Promise<Response> {
  const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  return fetch(live.cloud.urls.rooms + roomPath(roomId), {
    method,
    headers,
    body: method === "GET" ? undefined : body,
  });
}

async function command(whom: object): Promise<Response> {
  const body = closing(whom);
  return callRoom(await signed({ body }), body);
}

describe("D1: connecting", () => {
  const ways: [string, Record<string, string>][] = [
    ["connecting", {}],
    ["resuming", { after: "0" }],
  ];
  it.each(Object.keys(TICKETS))("ticket: %s, from each origin, with and without `after`", async (name) => {
    const row = TICKETS[name];
    if (!row) throw new Error(name);
    const origins = { none: undefined, listed: live.cloud.urls.web, foreign: "https://evil.example", opaque: "null" };
    for (const [way, query] of ways) {
      const answers: Record<string, unknown> = {};
      for (const [from, origin] of Object.entries(origins)) {
        const { outcome, peer } = await tryConnect(await row.ticket(), query, origin ? { origin } : {});
        answers[from] = outcome;
        if (outcome !== "in") expect(peer.frames, way).toEqual([]);
        peer.drop();
      }
      expect(answers, way).toEqual({ none: row.outcome, listed: row.outcome, foreign: 403, opaque: 403 });
    }
  });
});

type FrameType = ClientFrame["type"];
type Answer = "ack" | "forbidden" | "events" | "online_page" | "pong" | "nothing";
/** The senders. `preview`: a user who previews a public room without being a member. */
const COMERS = ["preview", "member", "admin", "owner"] as const;
type Comer = (typeof COMERS)[number];
/** The answer to a frame about another user's message, by sender. */
const FRAMES: Record<FrameType, { frame: (seq: number) => object; answer: Record<Comer, Answer> }> = {
  send: { frame: () => ({ body: "말" }), answer: { preview: "forbidden", member: "ack", admin: "ack", owner: "ack" } },
  edit: {
    frame: (seq) => ({ seq, body: "다른 말" }),
    answer: everybody("forbidden"),
  },
  delete: {
    frame: (seq) => ({ seq }),
    answer: { preview: "forbidden", member: "forbidden", admin: "ack", owner: "ack" },
  },
  react: {
    frame: (seq) => ({ seq, emoji: "👍", on: true }),
    answer: { preview: "forbidden", member: "ack", admin: "ack", owner: "ack" },
  },
  read: { frame: (seq) => ({ seq }), answer: everybody("nothing") },
  typing: { frame: () => ({ on: true }), answer: everybody("nothing") },
  ping: { frame: () => ({}), answer: everybody("pong") },
  sync: { frame: (seq) => ({ after: seq - 1 }), answer: everybody("events") },
  online: { frame: () => ({ after: "" }), answer: everybody("online_page") },
  mark: { frame: () => ({ id: "unknown" }), answer: everybody("nothing") },
};
function everybody(answer: Answer): Record<Comer, Answer> {
  return { preview: answer, member: answer, admin: answer, owner: answer };
}

const comeIn = async (who: User, role: Role) => (await tryConnect(await permit({ who, role }))).peer;

/**
 * Sends the frame and then a `delete` as marker. Returns the answer's type (of a refusal, the reason), or `nothing` if only the
 * marker was answered.
 */
async function answerTo(peer: RoomPeer, frame: { type: FrameType }): Promise<string> {
  const [clientId, marker] = [newId(), newId()];
  const before = peer.frames.length;
  // Frames about other users' presence, reads and typing are not answers.
  const answers = () => peer.frames.slice(before).filter(({ type }) => !["online", "read", "typing"].includes(type));
  const to = (id: string) => answers().find((each) => "clientId" in each && each.clientId === id);
  peer.say(JSON.stringify({ clientId, ...frame }));
  peer.say(JSON.stringify({ type: "delete", clientId: marker, seq: Number.MAX_SAFE_INTEGER }));
  await peer.until(() => to(marker) !== undefined, "the marker's answer");
  if (["read", "typing", "mark"].includes(frame.type)) return answers().length === 1 ? "nothing" : "something";
  if (frame.type === "ping") {
    await peer.until(() => answers().some(({ type }) => type === "pong"), "a pong");
    return "pong";
  }
  const unnamed = frame.type === "sync" ? "events" : frame.type === "online" ? "online_page" : undefined;
  if (unnamed) {
    await peer.until(() => answers().some(({ type }) => type === unnamed), unnamed);
    return unnamed;
  }
  await peer.until(() => to(clientId) !== undefined, "the answer");
  const answer = to(clientId);
  return answer?.type === "refused" ? answer.reason : (answer?.type ?? "nothing");
}

describe("D3 D4: frames", () => {
  it("every type has a row", () => {
    expect(Object.keys(FRAMES).sort()).toEqual(
      clientFrame.def.options.map(({ shape }) => shape.type.def.values[0]).sort(),
    );
  });

  it.each(Object.keys(FRAMES) as FrameType[])("%s about another user's message, by role", async (type) => {
    const author = await comeIn(await live.person("author"), "member");
    for (const comer of COMERS) {
      const seq = await author.sent(`about ${type}`);
      const peer =
        comer === "preview"
          ? (await tryConnect(await permit({ who: people.outsider, preview: true }))).peer
          : await comeIn(people[comer], comer);
      expect(await answerTo(peer, { type, ...FRAMES[type].frame(seq) }), comer).toBe(FRAMES[type].answer[comer]);
      peer.drop();
    }
    author.drop();
  });

  it.each(Object.keys(FRAMES) as FrameType[])(
    "%s from a socket that was refused changes nothing for anyone",
    async (type) => {
      const author = await comeIn(people.member, "member");
      const seq = await author.sent(`before ${type}`);
      const forged = await permit({ who: people.outsider, secret: "x".repeat(40) });
      const url = `${live.cloud.urls.rooms.replace("http", "ws")}/parties/main/${roomId}?v=1&ticket=${forged}`;
      const socket = new WebSocket(url);
      const stranger = new RoomPeer(overWebSocket(socket));
      socket.on("open", () => stranger.say(JSON.stringify({ type, clientId: newId(), ...FRAMES[type].frame(seq) })));
      await stranger.until(() => stranger.closed !== undefined, "the refusal");
      expect([stranger.closed, stranger.frames]).toEqual([4001, []]);
      expect(await author.sent(`after ${type}`)).toBe(seq + 1);
      author.drop();
    },
  );
});

it("D2: presence shows only users who connected with a ticket", async () => {
  const room = await live.room(people.owner);
  const owner = await live.connect(people.owner, room);
  const forged = await permit({ who: people.outsider, room, secret: "x".repeat(40) });
  const stranger = live.tryConnect(room, { v: "1", ticket: forged });
  await stranger.until(() => stranger.closed !== undefined, "the refusal");
  const member = await live.connect(people.member, room);
  expect(member.welcome.online.map(({ id }) => id).sort()).toEqual([people.owner.id, people.member.id].sort());
  await owner.until(() => owner.of("online").length > 0, "presence");
  expect(JSON.stringify(owner.frames)).not.toContain(people.outsider.id);
});

describe("calls from the web side to a room: signed for one method, path and body, once", () => {
  const BODY = closing({ sessions: [newId()] });
  const CALLS: Record<string, { bearer: () => Promise<string> | string | undefined; status: number }> = {
    "signed for this": { bearer: () => signed({ body: BODY }), status: 200 },
    "not signed": { bearer: () => undefined, status: 404 },
    "signed by another": { bearer: () => signed({ body: BODY, secret: "x".repeat(40) }), status: 401 },
    expired: { bearer: () => signed({ body: BODY, at: Date.now() - 32_000 }), status: 401 },
    "signed for another room": { bearer: () => signed({ body: BODY, path: roomPath(newId()) }), status: 401 },
    "signed for another body": { bearer: () => signed({ body: `${BODY} ` }), status: 401 },
    "signed for another method": { bearer: () => signed({ body: BODY, method: "DELETE" }), status: 401 },
    "a member's ticket": { bearer: () => permit(), status: 401 },
    "an owner's ticket": { bearer: () => permit({ who: people.owner, role: "owner" }), status: 401 },
    "no JWT": { bearer: () => "a.b.c", status: 401 },
    replayed: {
      bearer: async () => {
        const bearer = await signed({ body: BODY });
        expect((await callRoom(bearer, BODY)).status).toBe(200);
        return bearer;
      },
      status: 409,
    },
  };
  it.each(Object.keys(CALLS))("%s", async (name) => {
    const call = CALLS[name];
    const answer = await callRoom(await call?.bearer(), BODY);
    expect(answer.status).toBe(call?.status);
    if (answer.status !== 200) expect(await answer.text()).not.toMatch(/\{|at /);
  });

  const QUESTIONS: Record<string, { bearer: () => Promise<string> | undefined; status: number }> = {
    "signed for this": { bearer: () => asking(), status: 200 },
    "not signed": { bearer: () => undefined, status: 404 },
    "signed by another": { bearer: () => asking({ secret: "x".repeat(40) }), status: 401 },
    expired: { bearer: () => asking({ at: Date.now() - 32_000 }), status: 401 },
    "signed for another room": { bearer: () => asking({ path: metricsPath(newId()) }), status: 401 },
    "signed for a command": { bearer: () => asking({ method: "POST" }), status: 401 },
    "an owner's ticket": { bearer: () => permit({ who: people.owner, role: "owner" }), status: 401 },
    "a session's cookie": { bearer: () => odd({}, "session"), status: 401 },
  };
  it.each(Object.keys(QUESTIONS))("the metrics of a room, %s", async (name) => {
    const { bearer, status } = QUESTIONS[name] ?? expect.fail();
    const token = await bearer();
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const ask = () => fetch(live.cloud.urls.rooms + metricsPath(roomId), { headers });
    const answer = await ask();
    expect(answer.status).toBe(status);
    if (status !== 200) return expect(await answer.text()).not.toMatch(/\{|at /);
    // The messages above may not be archived yet.
    const outbox = async () => roomMetrics.parse(await (await ask()).json()).outbox;
    await expect.poll(outbox, { timeout: 10_000 }).toBe(0);
  });

  it("`npm run room` prints metrics, and with another secret the reason of the refusal", async () => {
    const env = {
      NEXT_PUBLIC_PARTYKIT_HOST: new URL(live.cloud.urls.rooms).host,
      TICKET_SECRET: live.env.TICKET_SECRET,
    };
    const peer = await live.connect(people.member, roomId);
    const table = tableOf(await askRoom(env, roomId), Date.now());
    expect(table).toMatch(/^state +awake\nhead +\d+\noutbox +\d+.*\npeople +\d on \d+ sockets\ndatabase +well/);
    await expect(askRoom({ ...env, TICKET_SECRET: "x".repeat(40) }, roomId)).rejects.toThrow("TICKET_SECRET");
    peer.drop();
  });

  it.each(["GET", "PUT", "PATCH", "DELETE"])("%s is refused even if it is signed", async (method) => {
    const answer = await callRoom(await signed({ method, body: method === "GET" ? "" : BODY }), BODY, method);
    expect(answer.status).toBe(404);
  });

  it("an unknown command is refused although it is signed", async () => {
    for (const body of ["", "{}", "null", closing({ sessions: [] }), closing({ sessions: ["x"], users: [newId()] })]) {
      expect((await callRoom(await signed({ body }), body)).status, body).toBe(422);
    }
  });
});
