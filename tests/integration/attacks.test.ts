/**
 * D7 on real workerd: one user's flood hardly affects another user in the room, and does not fill the room's memory.
 */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import WebSocket from "ws";
import { pidOnPort, residentBytes } from "@/dev/process/process-stats";
import type { User } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";

const QUIET_MS = 6_000;
const ATTACK_MS = 5_000;
/** The other user's own rate limit. */
const SEND_EVERY_MS = 110;
/** Acks within this time always pass, since a busy machine alone may delay them so much. */
const NOISE_MS = 100;
/** Cloudflare's limit per object. Here it bounds the growth of the whole process. */
const MEMORY_MAX = 128 * 2 ** 20;
const SAMPLE_EVERY_MS = 100;

let live: LiveRooms;
let attacker: User;
let peer: RoomPeer;
let roomId: string;
/** The p99 of the other user's acks without an attack, in ms. */
let quiet: number;
beforeAll(async () => {
  live = await liveRooms({ MESSAGE_RATE: "10", MESSAGE_BURST: "20" });
  const victim = await live.person("victim");
  attacker = await live.person("attacker");
  roomId = await live.room(victim);
  // More text than fits in one frame. It needs six users because of the rate limit.
  for (let n = 0; n < 6; n++) {
    const writer = await live.connect(await live.person(`writer${n}`), roomId);
    for (let i = 0; i < 15; i++) await writer.sent("가".repeat(3_900));
    writer.drop();
  }
  peer = await live.connect(victim, roomId);
  quiet = await p99(QUIET_MS);
});
afterAll(() => live.stop());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The p99 of the other user's acks during this time, in ms; of fewer than 100 acks, the slowest. */
async function p99(forMs: number): Promise<number> {
  const took: number[] = [];
  for (const end = Date.now() + forMs; Date.now() < end; await pause(SEND_EVERY_MS)) {
    const started = performance.now();
    await peer.sent("still here");
    took.push(performance.now() - started);
  }
  expect(took.length).toBeGreaterThan(10);
  return took.sort((a, b) => a - b)[Math.ceil(took.length * 0.99) - 1] ?? 0;
}

/** A socket that does not parse the room's frames: parsing would load this process more than the attack loads the room. */
async function open(): Promise<WebSocket> {
  const query = new URLSearchParams({ v: "1", ticket: await live.ticket(attacker, roomId) });
  const url = `${live.cloud.urls.rooms.replace("http", "ws")}/parties/main/${roomId}?${query}`;
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("message", resolve).once("close", resolve));
  return socket;
}

/** The maximum growth in bytes of the rooms' process while `during` is pending. */
async function memoryGrowth(during: Promise<unknown>): Promise<number> {
  if (!existsSync("/proc/net/tcp")) return 0;
  const pid = pidOnPort(Number(new URL(live.cloud.urls.rooms).port));
  const before = residentBytes(pid);
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, residentBytes(pid))), SAMPLE_EVERY_MS);
  await during.finally(() => clearInterval(sampling));
  return most - before;
}

const isOpen = ({ readyState }: WebSocket) => readyState === WebSocket.OPEN;

/** Sends the same frame again and again over several sockets, which reconnect when they are closed. */
function flood(frame: () => string, { sockets, perSecond }: { sockets: number; perSecond: number }) {
  return async (end: number) => {
    const one = async () => {
      let socket = await open();
      while (Date.now() < end) {
        if (!isOpen(socket)) socket = await open();
        socket.send(frame());
        await pause(1_000 / perSecond);
      }
      socket.terminate();
    };
    await Promise.all(Array.from({ length: sockets }, one));
  };
}

async function connectAndStay(end: number): Promise<void> {
  const sockets: WebSocket[] = [];
  while (Date.now() < end) {
    sockets.push(await open());
    // The web side issues fewer tickets than that.
    await pause(100);
  }
  expect(sockets.length).toBeGreaterThan(15);
  await pause(500);
  expect(sockets.filter(isOpen).length).toBeLessThanOrEqual(10);
  for (const socket of sockets) socket.terminate();
}

/** Sockets that request a lot of text and never read it; a frame with a short answer must not count as reading. */
async function neverRead(end: number): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: 10 }, open));
  const ended = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
  for (const socket of sockets) socket.pause();
  while (Date.now() < end) {
    for (const socket of sockets.filter(isOpen)) socket.send('{"type":"sync","after":0}');
    await pause(50);
  }
  for (const socket of sockets) socket.terminate();
  await ended;
}

const send = (body: string) => JSON.stringify({ type: "send", clientId: newId(), body });

it.each<[string, (end: number) => Promise<void>]>([
  ["bodies of combining marks", flood(() => send("\u0315\u0300\u05ae".repeat(2_000)), { sockets: 5, perSecond: 20 })],
  ["frames of 1 MB", flood(() => "x".repeat(1_000_000), { sockets: 2, perSecond: 5 })],
  ["what is no frame", flood(() => "{}", { sockets: 5, perSecond: 200 })],
  ["deeply nested JSON", flood(() => `${"[".repeat(10_000)}${"]".repeat(10_000)}`, { sockets: 5, perSecond: 20 })],
  ["syncs that are answered with much text", flood(() => '{"type":"sync","after":0}', { sockets: 5, perSecond: 20 })],
  ["syncs whose answers are never read", neverRead],
  ["connections", connectAndStay],
])(
  "D7: while a user floods a room with %s, another user's acks stay below three times the quiet p99, its memory below 128 MB",
  { retry: 2 },
  async (_, attack) => {
    const attacked = attack(Date.now() + ATTACK_MS);
    const [during, growth] = await Promise.all([p99(ATTACK_MS), memoryGrowth(attacked)]);
    expect(during).toBeLessThan(Math.max(3 * quiet, NOISE_MS));
    expect(growth).toBeLessThan(MEMORY_MAX);
    expect(peer.closed).toBeUndefined();
  },
);
