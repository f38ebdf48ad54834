/** Malformed frames against real workerd (D4). FUZZ_FRAMES is their number, FUZZ_SEED the seed. */
import type { Socket } from "node:net";
import { beforeAll, expect, it } from "vitest";
import WebSocket from "ws";
import type { User } from "@/lib/protocol/room";
import { parseClientFrame } from "@/party/room/parse-client-frame";
import { eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import { mutated } from "@/tests/harness/mutated";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";
import { returnMarks } from "@/tests/harness/peers/web-socket";
import { Random } from "@/tests/simulation/random";

const FRAMES = Number(process.env.FUZZ_FRAMES ?? 10_000);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const SOCKETS = 4;
/** How many frames a fuzzer may be ahead of its answers. */
const AHEAD_MAX = 100;
/** 100,000 frames take 40 s on two busy cores. */
const TIME_LIMIT_MS = 20_000 + FRAMES * 2;

let live: LiveRooms;
let people: User[];
beforeAll(async () => {
  live = await liveRooms();
  people = await Promise.all(Array.from({ length: SOCKETS + 2 }, (_, i) => live.person(`p${i}`)));
});

/** Sends malformed frames and counts the answers. */
class Fuzzer {
  sent = 0;
  owed = 0;
  acks = 0;
  head = 0;
  closed: number | undefined;
  readonly refusals: Record<string, number> = {};
  private wake: (() => void) | undefined;

  constructor(readonly socket: WebSocket) {
    socket.on("message", (data) => this.hears(JSON.parse(String(data))));
    returnMarks(socket);
    socket.on("close", (code) => {
      this.closed = code;
      this.wake?.();
    });
    socket.on("error", () => {});
  }

  get answers(): number {
    return this.acks + Object.values(this.refusals).reduce((sum, n) => sum + n, 0);
  }

  async send(frame: string | Buffer): Promise<void> {
    this.socket.send(frame);
    this.sent++;
    if (isAnswered(frame)) this.owed++;
    await this.until(() => this.owed - this.answers < AHEAD_MAX);
  }

  /** Resolves when the condition is true, or the socket has closed. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue() && this.closed === undefined) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  leave(): void {
    this.socket.terminate();
  }

  private hears(frame: { type: string; reason?: string; head?: number; events?: Array<{ seq: number }> }): void {
    if (frame.type === "ack") this.acks++;
    if (frame.type === "refused") this.refusals[`${frame.reason}`] = (this.refusals[`${frame.reason}`] ?? 0) + 1;
    if (frame.type === "welcome") this.head = frame.head ?? 0;
    if (frame.type === "events") this.head = frame.events?.at(-1)?.seq ?? this.head;
    this.wake?.();
  }
}

/** The connection under a socket of the ws library, for bytes that the library would not write. */
const rawOf = (socket: WebSocket) => (socket as unknown as { _socket: Socket })._socket;

/** Whether the room must answer this frame with exactly one `ack` or `refused`. */
function isAnswered(frame: string | Buffer): boolean {
  const parsed = parseClientFrame(frame);
  return !("frame" in parsed && ["read", "typing", "sync", "online", "mark"].includes(parsed.frame.type));
}

async function fuzzer(user: User, roomId: string): Promise<Fuzzer> {
  const query = new URLSearchParams({ v: "1", ticket: await live.ticket(user, roomId) });
  const url = `${live.cloud.urls.rooms.replace("http", "ws")}/parties/main/${roomId}?${query}`;
  const made = new Fuzzer(new WebSocket(url, { perMessageDeflate: false }));
  // The room has messages, so the head is 0 only until the welcome.
  await made.until(() => made.head > 0);
  return made;
}

/** Sends until it is acked: on an overloaded machine the archive may be late, and the room then answers `busy`. */
async function insist(peer: RoomPeer, body: string): Promise<void> {
  const isAcked = () => peer.of("ack").some((ack) => ack.clientId === clientId);
  const clientId = await peer.send(body);
  for (let refused = peer.of("refused").length; !isAcked(); refused++) {
    await peer.until(() => isAcked() || peer.of("refused").length > refused, `an answer to ${body}`);
    if (!isAcked()) void peer.send(body, clientId);
  }
}

/** Two users who keep sending; they stop on request, and return their messages. */
function conversation(pair: readonly [RoomPeer, RoomPeer]) {
  let isOver = false;
  const said: string[] = [];
  const talk = async () => {
    for (let i = 0; !isOver; i++) {
      const body = `witness ${i}`;
      said.push(body);
      await insist(pair[i % 2 === 0 ? 0 : 1], body);
    }
  };
  const talking = talk();
  const end = () => {
    isOver = true;
    return talking.then(() => said);
  };
  return { end };
}

function expectWhole(witness: RoomPeer, said: readonly string[]): void {
  const events = witness.events();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const heard = events.flatMap((event) =>
    event.kind === "message" && event.body.startsWith("witness") ? event.body : [],
  );
  expect(heard).toEqual(said);
}

it(
  `D4: ${FRAMES} malformed frames (seed ${SEED}): each has its answer, every socket stays, and two witnesses notice nothing`,
  async () => {
    const random = new Random(SEED);
    const roomId = await live.room(people[0] as User);
    const pair = [
      await live.connect(people[0] as User, roomId),
      await live.connect(people[1] as User, roomId),
    ] as const;
    const talk = conversation(pair);
    await pair[1].until(() => pair[1].events().length > 0, "the first word");
    const fuzzers = await Promise.all(people.slice(2).map((user) => fuzzer(user, roomId)));
    const fuzz = async (one: Fuzzer) => {
      while (one.sent < FRAMES / SOCKETS && one.closed === undefined) await one.send(mutated(random, one.head));
      await one.until(() => one.answers >= one.owed);
    };
    await Promise.all(fuzzers.map(fuzz));
    const said = await talk.end();
    for (const one of fuzzers) {
      // One more frame: a superfluous answer would arrive before the answer to this frame.
      await one.send(`{"type":"last"}`);
      await one.until(() => one.answers >= one.owed);
      expect({ closed: one.closed, answers: one.answers }).toEqual({ closed: undefined, answers: one.owed });
      const { busy, ...refusals } = one.refusals;
      expect(Object.keys(refusals).sort()).toEqual(["forbidden", "invalid", "not_found", "too_long"]);
      expect(busy ?? 0).toBeLessThan(one.sent / 10);
      expect(one.acks).toBeGreaterThan(one.sent / 20);
      one.leave();
    }
    const head = Math.max(...fuzzers.map((one) => one.head));
    for (const witness of pair) {
      await witness.until(() => (witness.events().at(-1)?.seq ?? 0) >= head, "the last event");
      expect(witness.closed).toBeUndefined();
      expectWhole(witness, said);
    }
    expect(said.length).toBeGreaterThan(2);
  },
  TIME_LIMIT_MS,
);

it("D4: a frame over 1 MiB, malformed bytes or invalid UTF-8 end at most the socket that sent them", async () => {
  const roomId = await live.room(people[0] as User);
  const pair = [await live.connect(people[0] as User, roomId), await live.connect(people[1] as User, roomId)] as const;
  const talk = conversation(pair);
  await pair[1].until(() => pair[1].events().length > 0, "the first word");
  const breaks: Array<(socket: WebSocket) => void> = [
    (socket) => socket.send("x".repeat(1024 * 1024 + 1)),
    (socket) => socket.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false }),
    (socket) => rawOf(socket).write(Buffer.alloc(64, 0xff)),
    (socket) => rawOf(socket).write(Buffer.from([0x81, 0x05, 1, 2, 3, 4, 5])),
    (socket) =>
      rawOf(socket).write(Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])),
    (socket) => rawOf(socket).end(Buffer.from([0x81, 0x85, 1, 2])),
  ];
  for (const breakIt of breaks) {
    const one = await fuzzer(people[2] as User, roomId);
    breakIt(one.socket);
    const isOver = async () => one.answers > 0 || one.socket.readyState !== WebSocket.OPEN;
    await eventually(isOver, `a refusal or an end after ${breakIt}`);
    one.leave();
  }
  const said = await talk.end();
  for (const witness of pair) {
    await witness.until(() => witness.events().length === said.length, "the last word");
    expectWhole(witness, said);
  }
});
