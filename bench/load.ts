/**
 * The users of a benchmark, in a process of their own: opens sockets, sends at a rate, and reports the latency of each
 * broadcast. Driven over IPC by run.ts. A body contains its send time, so frames need not be parsed.
 */
import WebSocket from "ws";
import { newId } from "@/lib/shared/ids";
import { returnMarks } from "@/tests/harness/peers/web-socket";

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
  p95: number;
  p99: number;
}

export type Command = { open: string[]; senders: number; bare: boolean } | Step | "close";

const MARK = /@(\d+\.\d)@/g;
const DRAIN_MS = 3_000;
let sockets: WebSocket[] = [];
let senders: WebSocket[] = [];
let bare = false;
let latencies: number[] = [];
let lastDelivery = 0;

const READ_AFTER_BYTES = 1024 * 1024;
const unanswered = new WeakMap<WebSocket, number>();

/** Sends a `read` about once for each MiB, as a page does. Only to rooms: a bare object would broadcast it to everyone. */
function sayRead(socket: WebSocket, data: Buffer) {
  const sum = (unanswered.get(socket) ?? 0) + data.length;
  unanswered.set(socket, sum < READ_AFTER_BYTES ? sum : 0);
  if (sum < READ_AFTER_BYTES || bare) return;
  const seq = /^"seq":(\d+)/.exec(data.subarray(data.lastIndexOf('"seq":')).toString())?.[1];
  if (seq) socket.send(`{"type":"read","seq":${seq}}`);
}

function received(data: WebSocket.RawData, socket: WebSocket) {
  const now = performance.now();
  sayRead(socket, data as Buffer);
  for (const [, at] of String(data).matchAll(MARK)) latencies.push(now - Number(at));
  lastDelivery = now;
}

function open(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once("error", reject);
    socket.once("close", (code) => reject(new Error(`closed with ${code}`)));
    // A room's first frame is its welcome; a bare party sends none.
    socket.once(bare ? "open" : "message", () => {
      socket.on("message", (data) => received(data, socket));
      returnMarks(socket);
      resolve(socket);
    });
  });
}

async function openAll(urls: string[]) {
  sockets = [];
  // A few at a time: the benchmark measures sends, not connects.
  for (let i = 0; i < urls.length; i += 20) sockets.push(...(await Promise.all(urls.slice(i, i + 20).map(open))));
}

function send(socket: WebSocket) {
  const body = `@${performance.now().toFixed(1)}@ ${"가나다라 ".repeat(8)}`;
  socket.send(JSON.stringify({ type: "send", clientId: newId(), body }));
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function run({ rate, seconds }: Step, receiversEach: number): Promise<StepResult> {
  latencies = [];
  const start = performance.now();
  let sent = 0;
  const total = Math.round(rate * seconds);
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * rate));
    for (; sent < due; sent++) send(senders[sent % senders.length] as WebSocket);
    await sleep(2);
  }
  const expected = sent * receiversEach;
  const deadline = performance.now() + DRAIN_MS;
  while (latencies.length < expected && performance.now() < deadline) await sleep(20);
  latencies.sort((a, b) => a - b);
  const at = (q: number) => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? Number.NaN;
  const lost = expected - latencies.length;
  const tookMs = lastDelivery - start;
  return { sent, deliveries: latencies.length, lost, tookMs, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

let perMessage = 0;
process.on("message", async (command: Command) => {
  if (command === "close") {
    for (const socket of sockets) socket.terminate();
    process.send?.("closed");
  } else if ("open" in command) {
    bare = command.bare;
    await openAll(command.open);
    // The list is ordered by room, so evenly spaced senders give every room one.
    const step = Math.max(1, Math.floor(sockets.length / command.senders));
    senders = sockets.filter((_, i) => i % step === 0).slice(0, command.senders);
    const rooms = new Set(command.open.map((url) => url.split("?")[0])).size;
    perMessage = sockets.length / rooms;
    process.send?.("open");
  } else {
    process.send?.(await run(command, perMessage));
  }
});
