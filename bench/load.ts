/**
 * The users of a benchmark, in a process of their own: opens sockets, sends at a rate, and measures the latency of each
 * broadcast. Driven over IPC by measure.ts. A body contains its send time, so frames need not be parsed.
 * It contains no @: a room would look for mentions.
 */
import WebSocket from "ws";
import { newId } from "@/lib/shared/ids";
import { type Place, type WireName, wires } from "./wires";

/** Opens sockets beside those already open. The `senders` are spread over all of them. */
export interface Open {
  wire: WireName;
  places: Place[];
  senders: number;
  /** How many connect at the same time. */
  atOnce: number;
}

export interface Step {
  /** Messages a second, over all senders together. */
  rate: number;
  seconds: number;
}

export interface StepResult {
  sent: number;
  deliveries: number;
  lost: number;
  /** Wall time from the first send to the last received frame, in ms. */
  tookMs: number;
  /** Broadcast latency in ms. */
  p50: number;
  p99: number;
  /** The share of one CPU that this process used: close to 1, the load is the bottleneck, not the server. */
  load: number;
}

/** Time from connecting to the welcome, in ms. */
export interface OpenResult {
  p50: number;
  p99: number;
}

export interface CloseResult {
  /** Sockets that the server had closed. */
  lost: number;
}

interface User {
  socket: WebSocket;
  room: string;
  message(clientId: string, body: string): string;
}

const MARK = /t=(\d+\.\d);/g;
const BODY_REST = "가나다라 ".repeat(8);
const DRAIN_MS = 3_000;
let users: User[] = [];
let senders: User[] = [];
let latencies: number[] = [];
let lastDelivery = 0;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function percentile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

function hear(data: Buffer) {
  const now = performance.now();
  for (const [, at] of data.toString().matchAll(MARK)) latencies.push(now - Number(at));
  lastDelivery = now;
}

function join(wireName: WireName, place: Place): Promise<User> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(place.url, { perMessageDeflate: false });
    const wire = wires[wireName](socket, place);
    const user = { socket, room: place.room, message: wire.message };
    let joined = false;
    socket.once("open", () => {
      joined = wire.opened();
      if (joined) resolve(user);
    });
    socket.on("message", (data: Buffer) => {
      const welcomed = wire.received(data);
      // The welcome contains older messages: they are no deliveries.
      if (joined) return hear(data);
      joined = welcomed;
      if (joined) resolve(user);
    });
    socket.once("error", reject);
    socket.once("close", (code) => reject(new Error(`closed with ${code}`)));
  });
}

async function open({ wire, places, senders: count, atOnce }: Open): Promise<OpenResult> {
  const times: number[] = [];
  const enter = async (place: Place) => {
    const start = performance.now();
    users.push(await join(wire, place));
    times.push(performance.now() - start);
  };
  for (let i = 0; i < places.length; i += atOnce) await Promise.all(places.slice(i, i + atOnce).map(enter));
  times.sort((a, b) => a - b);
  senders = spread(count);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** Senders from every room in turn. */
function spread(count: number): User[] {
  const byRoom = [...new Set(users.map(({ room }) => room))].map((room) => users.filter((user) => user.room === room));
  const turns = Math.ceil(count / byRoom.length);
  const inTurn = Array.from({ length: turns }, (_, turn) => byRoom.flatMap((room) => room[turn] ?? []));
  return inTurn.flat().slice(0, count);
}

function send({ socket, message }: User) {
  socket.send(message(newId(), `t=${performance.now().toFixed(1)}; ${BODY_REST}`));
}

async function run({ rate, seconds }: Step): Promise<StepResult> {
  latencies = [];
  const receiversEach = users.length / new Set(users.map(({ room }) => room)).size;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  let sent = 0;
  const total = Math.round(rate * seconds);
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * rate));
    for (; sent < due; sent++) send(senders[sent % senders.length] as User);
    await sleep(2);
  }
  const expected = sent * receiversEach;
  const deadline = performance.now() + DRAIN_MS;
  while (latencies.length < expected && performance.now() < deadline) await sleep(20);
  const { user, system } = process.cpuUsage(cpuBefore);
  const load = (user + system) / 1000 / (performance.now() - start);
  latencies.sort((a, b) => a - b);
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  const deliveries = latencies.length;
  return { sent, deliveries, lost: expected - deliveries, tookMs: lastDelivery - start, p50, p99, load };
}

function close(): CloseResult {
  const lost = users.filter(({ socket }) => socket.readyState !== WebSocket.OPEN).length;
  for (const { socket } of users) socket.terminate();
  users = [];
  return { lost };
}

process.on("message", async (command: Open | Step | { close: true }) => {
  if ("close" in command) process.send?.(close());
  else if ("places" in command) process.send?.(await open(command));
  else process.send?.(await run(command));
});
process.on("disconnect", () => process.exit());
// An interrupt goes to the whole group; this process ends with the one that drives it.
process.on("SIGINT", () => {});
process.send?.("ready");
