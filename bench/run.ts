/**
 * `npm run bench`: rooms on both hosts on real Redis and Postgres if installed, beside a bare broadcast, in one run.
 * Compare the ratios; absolute figures depend on the machine. docs/performance.md explains the output.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@/db/client";
import { rooms as roomsTable, users } from "@/db/schema";
import { type Cloud, startCloud } from "@/dev/cloud";
import { freePort } from "@/dev/process/free-port";
import { cpuMs, pidOnPort } from "@/dev/process/process-stats";
import { bundleWorker } from "@/dev/rooms/bundle-worker";
import { startRooms } from "@/dev/rooms/rooms";
import type { RoomsHost, RoomsHostKind } from "@/dev/rooms/rooms-options";
import type { SharedEnv } from "@/lib/server/env";
import { signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { postgresMissing, redisMissing, startPostgres, startRedis } from "@/tests/harness/servers/servers";
import { startBare } from "./bare";
import type { Command, Step, StepResult } from "./load";

const P99_LIMIT_MS = 250;
const STEP_S = 3;
const quick = process.argv.includes("--quick");
const only = process.argv.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);

interface Scene {
  name: string;
  rooms: number;
  people: number;
  senders: number;
  firstRate: number;
}

const SCENES: Scene[] = [
  { name: "1 × 25", rooms: 1, people: 25, senders: 5, firstRate: 50 },
  { name: "1 × 100", rooms: 1, people: 100, senders: 5, firstRate: 25 },
  { name: "1 × 400", rooms: 1, people: 400, senders: 5, firstRate: 10 },
  { name: "50 × 8", rooms: 50, people: 8, senders: 50, firstRate: 100 },
];

/** One side of the comparison: its address, and the process whose CPU time is measured. */
interface Side {
  name: RoomsHostKind | "bare";
  pid: number;
  urls(scene: Scene): Promise<string[]>;
  requests(): { redis: number; postgres: number };
}

class Crowd {
  private readonly process = fork(new URL("./load.ts", import.meta.url), { execArgv: ["--import", "tsx"] });

  async tell<T>(command: Command): Promise<T> {
    this.process.send(command);
    const [answer] = await once(this.process, "message");
    return answer as T;
  }

  end() {
    this.process.kill();
  }
}

interface Running {
  side: Side;
  stop(): Promise<void>;
}

const wellServed = ({ lost, p99 }: StepResult) => lost === 0 && p99 < P99_LIMIT_MS;

interface Measured extends StepResult {
  rate: number;
  cpuPer1000: number;
  redisPer1000: number;
  postgresPer1000: number;
}

async function measure(side: Side, crowd: Crowd, step: Step): Promise<Measured> {
  const before = { cpu: cpuMs(side.pid), ...side.requests() };
  const result = await crowd.tell<StepResult>(step);
  // The last flush comes after the last broadcast.
  await new Promise((resolve) => setTimeout(resolve, 600));
  const after = { cpu: cpuMs(side.pid), ...side.requests() };
  return {
    ...result,
    rate: step.rate,
    cpuPer1000: ((after.cpu - before.cpu) / result.deliveries) * 1000,
    redisPer1000: ((after.redis - before.redis) / result.sent) * 1000,
    postgresPer1000: ((after.postgres - before.postgres) / result.sent) * 1000,
  };
}

/** Doubles the rate until the side is saturated, then tries rates in between. @returns every step */
async function climb(side: Side, scene: Scene): Promise<Measured[]> {
  const crowd = new Crowd();
  await crowd.tell({ open: await side.urls(scene), senders: scene.senders, bare: side.name === "bare" });
  await crowd.tell<StepResult>({ rate: scene.firstRate, seconds: 1 });
  const steps: Measured[] = [];
  let good = 0;
  let bad = Number.POSITIVE_INFINITY;
  for (let rate = scene.firstRate, tries = 0; tries < (quick ? 4 : 12) && bad / Math.max(good, 1) > 1.15; tries++) {
    const result = await measure(side, crowd, { rate, seconds: STEP_S });
    steps.push(result);
    if (wellServed(result)) good = Math.max(good, rate);
    else bad = Math.min(bad, rate);
    rate = Math.round(bad === Number.POSITIVE_INFINITY ? rate * 2 : (good + bad) / 2);
  }
  await crowd.tell("close");
  crowd.end();
  return steps;
}

/** Rooms on one host, beside the cloud's stores. */
async function startBenchRooms(cloud: Cloud, host: RoomsHost): Promise<Running> {
  const port = await freePort();
  const service = startRooms(host, { port, dataDir: join(dataDir, `rooms-${host.kind}`), variables: cloud.env });
  await service.start();
  return { side: await roomSide(cloud, host.kind, port), stop: () => service.stop() };
}

async function roomSide(cloud: Cloud, kind: RoomsHostKind, port: number): Promise<Side> {
  const env = cloud.env as unknown as SharedEnv;
  const db = openDatabase(env);
  const base = `ws://localhost:${port}`;
  const owner = { id: newId(), username: "bench" };
  await db.insert(users).values({ ...owner, usernameKey: owner.id });
  return {
    name: kind,
    pid: pidOnPort(port),
    requests: () => ({ redis: cloud.redis.requests(), postgres: cloud.postgres.requests() }),
    async urls(scene) {
      const people = Array.from({ length: scene.people }, (_, i) => ({ id: newId(), username: `p${i}` }));
      await db.insert(users).values(people.map((person) => ({ ...person, usernameKey: person.id })));
      const urls: string[] = [];
      for (let r = 0; r < scene.rooms; r++) {
        const roomId = newId();
        await db.insert(roomsTable).values({ id: roomId, name: "bench", createdBy: owner.id });
        for (const { id, username } of people) {
          const admission = { userId: id, username, roomId, role: "member", sessionId: newId() } as const;
          const { ticket } = await signTicket(admission, env.TICKET_SECRET);
          urls.push(`${base}/parties/main/${roomId}?v=1&ticket=${ticket}`);
        }
      }
      return urls;
    },
  };
}

function bareSide(port: number): Side {
  return {
    name: "bare",
    pid: pidOnPort(port),
    requests: () => ({ redis: 0, postgres: 0 }),
    async urls(scene) {
      const names = Array.from({ length: scene.rooms }, newId);
      return names.flatMap((name) => Array(scene.people).fill(`ws://127.0.0.1:${port}/parties/main/${name}`));
    },
  };
}

/** Runs the sides one after the other, since in parallel they would compete for the processor. */
async function eachInTurn<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const each of all) results.push(await work(each));
  return results;
}

const n = (value: number, digits = 0) => value.toFixed(digits).padStart(8);

function print(scene: Scene, side: Side, steps: Measured[]) {
  for (const s of [...steps].sort((a, b) => a.rate - b.rate)) {
    const perSecond = (s.deliveries / s.tookMs) * 1000;
    const row = [n(s.rate), n(perSecond), n(s.p50, 1), n(s.p95, 1), n(s.p99, 1), n(s.lost), n(s.cpuPer1000, 1)];
    const requests = side.name !== "bare" ? `${n(s.redisPer1000, 1)}${n(s.postgresPer1000, 1)}` : "";
    console.log(
      `${scene.name.padEnd(8)} ${side.name.padEnd(8)} ${row.join("")}${requests}${wellServed(s) ? "" : "   over"}`,
    );
  }
}

/**
 * Compares the Worker with another side, at each side's saturation and at a calm rate that both completed.
 */
function compare(scene: Scene, worker: Measured[], name: Side["name"], other: Measured[]) {
  const best = (steps: Measured[]) =>
    Math.max(0, ...steps.filter(wellServed).map((s) => (s.deliveries / s.tookMs) * 1000));
  const calm = (steps: Measured[]) => steps.find(({ rate }) => rate === scene.firstRate)?.p50 ?? Number.NaN;
  const saturation = `saturated deliveries/s ${n(best(worker))} : ${n(best(other))} = ${(best(worker) / best(other)).toFixed(2)} ×`;
  const latency = `p50 at ${scene.firstRate}/s ${calm(worker).toFixed(2)} : ${calm(other).toFixed(2)} ms = ${(calm(worker) / calm(other)).toFixed(2)} ×`;
  return `${scene.name.padEnd(8)} worker : ${name.padEnd(8)}   ${saturation}   ${latency}`;
}

// In memory if possible: a hosted room's storage is not a local disk, and on a disk the benchmark would measure little but
// fsync.
const base = process.env.BENCH_DIR ?? (existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
const dataDir = mkdtempSync(join(base, "sarangbang-bench-"));
const postgres = postgresMissing() ? undefined : await startPostgres();
const redis = redisMissing() ? undefined : await startRedis();
const cloud = await startCloud({
  dataDir,
  rooms: false,
  next: false,
  postgres: postgres?.url ?? "memory",
  redis: redis?.url ?? "embedded",
  env: { MESSAGE_RATE: "1e6", MESSAGE_BURST: "1000000" },
});
const bundle = join(dataDir, "bundle");
await bundleWorker(bundle);
const bare = await startBare(dataDir);
const running: Running[] = [];
try {
  for (const host of [{ kind: "worker", bundle }, { kind: "partykit" }] satisfies RoomsHost[]) {
    running.push(await startBenchRooms(cloud, host));
  }
  running.push({ side: bareSide(bare.port), stop: () => bare.stop() });
  console.log(
    `Postgres: ${cloud.kinds.postgres} · Redis: ${cloud.kinds.redis} · storage in ${base} · ${STEP_S} s a step · p99 limit ${P99_LIMIT_MS} ms`,
  );
  console.log("scene    side         msg/s  deliv/s     p50     p95     p99    lost cpu/1000  redis/1000 pg/1000");
  const verdicts: string[] = [];
  for (const scene of SCENES.filter(({ name }, i) => (only ? name === only : !quick || i < 2))) {
    const steps = await eachInTurn(running, ({ side }) => climb(side, scene));
    for (const [i, { side }] of running.entries()) print(scene, side, steps[i] ?? []);
    for (const [i, { side }] of [...running.entries()].slice(1))
      verdicts.push(compare(scene, steps[0] ?? [], side.name, steps[i] ?? []));
  }
  console.log(verdicts.join("\n"));
} finally {
  for (const { stop } of running) await stop();
  await cloud.stop();
  await redis?.stop();
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
