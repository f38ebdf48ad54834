/** D7 on real workerd: one user's flood hardly affects another user in the room. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../lib/ids";
import type { User } from "../../lib/protocol";
import { type LivePeer, type LiveRooms, liveRooms } from "../harness/live";

const QUIET_SENDS = 100;
const ATTACK_MS = 4_000;
/** Below this, and in one run of three, the machine's noise is larger than the effect of an attack. */
const NOISE_MS = 100;

let live: LiveRooms;
let victim: User;
let attacker: User;
beforeAll(async () => {
  live = await liveRooms({ MESSAGE_RATE: "50", MESSAGE_BURST: "100" });
  victim = await live.person("victim");
  attacker = await live.person("attacker");
});
afterAll(() => live.stop());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How long each of the sends takes until its ack, sorted. In ms. */
async function acks(peer: LivePeer, isOver: (sends: number) => boolean): Promise<number[]> {
  const took: number[] = [];
  while (!isOver(took.length)) {
    const started = performance.now();
    await peer.sent("still here");
    took.push(performance.now() - started);
    await pause(25);
  }
  return took.sort((a, b) => a - b);
}

const p99 = (sorted: readonly number[]) => sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;

/** The same frame again and again, over several sockets, which connect again when they are closed. */
function flood(frame: () => string, { sockets, perSecond }: { sockets: number; perSecond: number }) {
  return async (roomId: string, isOver: () => boolean) => {
    const one = async () => {
      let peer = await live.connect(attacker, roomId);
      while (!isOver()) {
        if (peer.closed !== undefined) peer = await live.connect(attacker, roomId);
        peer.say(frame());
        await pause(1_000 / perSecond);
      }
      peer.drop();
    };
    await Promise.all(Array.from({ length: sockets }, one));
  };
}

async function connectAndStay(roomId: string, isOver: () => boolean): Promise<void> {
  const peers: LivePeer[] = [];
  while (!isOver()) {
    peers.push(await live.connect(attacker, roomId));
    // The web side gives out fewer tickets than that.
    await pause(100);
  }
  expect(peers.length).toBeGreaterThan(20);
  await peers[0]?.until(() => peers[0]?.closed !== undefined, "the oldest socket to be closed");
  expect(peers.filter(({ closed }) => closed === undefined).length).toBeLessThanOrEqual(10);
  for (const peer of peers) peer.drop();
}

const send = (body: string) => JSON.stringify({ type: "send", clientId: newId(), body });

it.each<[string, (roomId: string, isOver: () => boolean) => Promise<void>]>([
  ["bodies of combining marks", flood(() => send("\u0315\u0300\u05ae".repeat(2_000)), { sockets: 5, perSecond: 20 })],
  ["frames of 1 MB", flood(() => "x".repeat(1_000_000), { sockets: 2, perSecond: 10 })],
  ["what is no frame", flood(() => "{}", { sockets: 5, perSecond: 200 })],
  ["deeply nested JSON", flood(() => `${"[".repeat(10_000)}${"]".repeat(10_000)}`, { sockets: 5, perSecond: 20 })],
  ["syncs that are answered with much text", flood(() => '{"type":"sync","after":0}', { sockets: 5, perSecond: 20 })],
  ["connections", connectAndStay],
])(
  "D7: while a user floods a room with %s, another user's acks stay below three times the quiet p99",
  async (_, attack) => {
    const roomId = await live.room(victim);
    const [peer, writer] = [await live.connect(victim, roomId), await live.connect(attacker, roomId)];
    for (let i = 0; i < 90; i++) await writer.sent("가".repeat(3_900));
    writer.drop();
    const quiet = p99(await acks(peer, (sends) => sends >= QUIET_SENDS));
    const end = Date.now() + ATTACK_MS;
    const isOver = () => Date.now() > end;
    const [during] = await Promise.all([acks(peer, isOver), attack(roomId, isOver)]);
    expect(during.length).toBeGreaterThan(20);
    expect(p99(during)).toBeLessThan(Math.max(3 * quiet, NOISE_MS));
    expect(peer.closed).toBeUndefined();
  },
);
