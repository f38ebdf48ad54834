/**
 * `node --import tsx bench/inbox.ts`: 20 rooms that 50 users each watch through their inboxes, for some seconds on each
 * host of rooms, one after the other. docs/costs.md has its output, and an estimate for many more users.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { openDatabase } from "@/db/client";
import { rooms, users } from "@/db/schema";
import { type Cloud, startCloud } from "@/dev/cloud";
import { cpuMs, pidOnPort } from "@/dev/process/process-stats";
import type { RoomsHostKind } from "@/dev/rooms/rooms-options";
import { inboxFrame } from "@/lib/protocol/inbox";
import type { SharedEnv } from "@/lib/server/env";
import { signInboxTicket, signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";

const ROOMS = 20;
const PEOPLE = 50;
const TALK_S = 20;
/** The rate of all rooms together. */
const MESSAGES_PER_S = 20;
const QUIET_S = 10;

const ids = (count: number) => Array.from({ length: count }, () => newId());
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The send time of each message; below, the latencies to each list. */
const sentAt = new Map<string, number>();
let delays: number[] = [];
let frames = 0;

function hears(data: unknown): number {
  frames++;
  const frame = inboxFrame.parse(JSON.parse(String(data)));
  if (frame.type !== "news") return 0;
  for (const { last, messages } of frame.rooms) {
    const at = last && messages.length > 0 ? sentAt.get(last.body) : undefined;
    if (at !== undefined) delays.push(Date.now() - at);
  }
  return frame.rooms.length;
}

type Figures = Record<string, string | number>;

async function onHost(rooms: RoomsHostKind): Promise<Figures> {
  const dataDir = mkdtempSync(join(tmpdir(), "sarangbang-bench-"));
  const cloud = await startCloud({
    dataDir,
    rooms,
    next: false,
    env: { MESSAGE_RATE: "1e6", MESSAGE_BURST: "1000000" },
  });
  try {
    return await measure(cloud, cloud.env as unknown as SharedEnv);
  } finally {
    await cloud.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(cloud: Cloud, env: SharedEnv): Promise<Figures> {
  sentAt.clear();
  delays = [];
  frames = 0;
  const db = openDatabase(env);
  const [people, roomIds] = [ids(PEOPLE), ids(ROOMS)];
  await db.insert(users).values(people.map((id) => ({ id, username: id, usernameKey: id })));
  await db.insert(rooms).values(roomIds.map((id) => ({ id, name: "bench", createdBy: people[0] ?? "" })));
  const host = cloud.urls.rooms.replace("http", "ws");
  const pid = pidOnPort(Number(new URL(cloud.urls.rooms).port));

  const watching = await timed(() => Promise.all(people.map((id) => watch(host, env, id, roomIds))));
  const writers = await Promise.all(roomIds.map((roomId) => enter(host, env, people[0] ?? "", roomId)));
  await pause(2_000);
  const busy = await cost(pid, () => talk(writers));
  await pause(2_000);
  const quiet = await cost(pid, () => pause(QUIET_S * 1_000));
  delays.sort((a, b) => a - b);
  const percentile = (p: number) => delays[Math.floor((delays.length - 1) * p)];
  return {
    "rooms × inboxes": `${ROOMS} × ${PEOPLE}`,
    "all watching after, ms": watching,
    "messages sent": sentAt.size,
    "news that came, in frames": busy.frames,
    "CPU ms a frame, room and inbox": (busy.cpu / busy.frames).toFixed(2),
    "from send to list, ms: median, p99": `${percentile(0.5)}, ${percentile(0.99)}`,
    [`frames, CPU ms in ${QUIET_S} quiet s`]: `${quiet.frames}, ${quiet.cpu}`,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = Date.now();
  await work();
  return Date.now() - start;
}

async function cost(pid: number, work: () => Promise<unknown>) {
  const before = { cpu: cpuMs(pid), frames };
  await work();
  return { cpu: cpuMs(pid) - before.cpu, frames: frames - before.frames };
}

async function watch(host: string, env: SharedEnv, userId: string, roomIds: readonly string[]): Promise<void> {
  const { ticket } = await signInboxTicket(userId, newId(), env.TICKET_SECRET);
  const socket = new WebSocket(`${host}/parties/inbox/${userId}?v=1&ticket=${ticket}`);
  await new Promise<void>((resolve, reject) => {
    let known = 0;
    socket.on("open", () => socket.send(JSON.stringify({ type: "watch", rooms: roomIds })));
    socket.on("error", reject);
    socket.on("message", (data) => {
      known += hears(data);
      if (known >= roomIds.length) resolve();
    });
  });
}

async function enter(host: string, env: SharedEnv, userId: string, roomId: string): Promise<WebSocket> {
  const admission = { userId, username: "bench", roomId, role: "member", sessionId: newId() } as const;
  const { ticket } = await signTicket(admission, env.TICKET_SECRET);
  const socket = new WebSocket(`${host}/parties/main/${roomId}?v=1&ticket=${ticket}`);
  await new Promise((resolve, reject) => socket.once("message", resolve).on("error", reject));
  return socket;
}

async function talk(writers: readonly WebSocket[]): Promise<void> {
  for (let i = 0; i < TALK_S * MESSAGES_PER_S; i++) {
    const body = `m${i}`;
    sentAt.set(body, Date.now());
    writers[i % writers.length]?.send(JSON.stringify({ type: "send", clientId: newId(), body }));
    await pause(1_000 / MESSAGES_PER_S);
  }
}

const [worker, partykit] = [await onHost("worker"), await onHost("partykit")];
console.table(
  Object.fromEntries(
    Object.entries(worker).map(([what, figure]) => [what, { worker: figure, partykit: partykit[what] }]),
  ),
);
process.exit(0);
