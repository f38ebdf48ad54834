/**
 * `npm run bench`: rooms in real workerd on real Redis and Postgres where installed, beside a bare broadcast party, in one run.
 * What counts are the ratios; absolute figures are this machine's. docs/performance.md says how to read it.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../db/client";
import { rooms, users } from "../db/schema";
import { type Cloud, startCloud } from "../dev/cloud";
import type { SharedEnv } from "../lib/env";
import { newId } from "../lib/ids";
import { signTicket } from "../lib/ticket";
import { postgresMissing, redisMissing, startPostgres, startRedis } from "../tests/harness/servers";
import { startBare } from "./bare";
import { cpuMs, pidOnPort } from "./cpu";
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

/** One side of the comparison: where to connect, whose CPU to count. */
interface Side {
  name: "room" | "bare";
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
  // The last flush comes after the last delivery.
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

/** Doubles the rate until people are no longer well served, then tries between; answers every step taken. */
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

async function roomSide(cloud: Cloud): Promise<Side> {
  const env = cloud.env as unknown as SharedEnv;
  const db = openDatabase(env);
  const base = cloud.urls.rooms.replace("http", "ws");
  const owner = { id: newId(), username: "bench" };
  await db.insert(users).values({ ...owner, usernameKey: owner.id });
  return {
    name: "room",
    pid: pidOnPort(Number(new URL(cloud.urls.rooms).port)),
    requests: () => ({ redis: cloud.redis.requests(), postgres: cloud.postgres.requests() }),
    async urls(scene) {
      const people = Array.from({ length: scene.people }, (_, i) => ({ id: newId(), username: `p${i}` }));
      await db.insert(users).values(people.map((person) => ({ ...person, usernameKey: person.id })));
      const urls: string[] = [];
      for (let r = 0; r < scene.rooms; r++) {
        const roomId = newId();
        await db.insert(rooms).values({ id: roomId, name: "bench", createdBy: owner.id });
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

const n = (value: number, digits = 0) => value.toFixed(digits).padStart(8);

function print(scene: Scene, side: Side, steps: Measured[]) {
  for (const s of [...steps].sort((a, b) => a.rate - b.rate)) {
    const perSecond = (s.deliveries / s.tookMs) * 1000;
    const row = [n(s.rate), n(perSecond), n(s.p50, 1), n(s.p95, 1), n(s.p99, 1), n(s.lost), n(s.cpuPer1000, 1)];
    const requests = side.name === "room" ? `${n(s.redisPer1000, 1)}${n(s.postgresPer1000, 1)}` : "";
    console.log(`${scene.name.padEnd(8)} ${side.name} ${row.join("")}${requests}${wellServed(s) ? "" : "   over"}`);
  }
}

/** The step at which one side stopped being well served, and a calm one that both took. */
function compare(scene: Scene, room: Measured[], bare: Measured[]) {
  const best = (steps: Measured[]) =>
    Math.max(0, ...steps.filter(wellServed).map((s) => (s.deliveries / s.tookMs) * 1000));
  const calm = (steps: Measured[]) => steps.find(({ rate }) => rate === scene.firstRate)?.p50 ?? Number.NaN;
  const saturation = `saturated deliveries/s ${n(best(room))} : ${n(best(bare))} = ${(best(room) / best(bare)).toFixed(2)} ×`;
  const latency = `p50 at ${scene.firstRate}/s ${calm(room).toFixed(2)} : ${calm(bare).toFixed(2)} ms = ${(calm(room) / calm(bare)).toFixed(2)} ×`;
  return `${scene.name.padEnd(8)} room : bare   ${saturation}   ${latency}`;
}

// In memory where there is such a folder: a hosted room's storage is no local disk, whose fsync would be all that is measured.
const base = process.env.BENCH_DIR ?? (existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
const dataDir = mkdtempSync(join(base, "sarangbang-bench-"));
const postgres = postgresMissing() ? undefined : await startPostgres();
const redis = redisMissing() ? undefined : await startRedis();
const cloud = await startCloud({
  dataDir,
  next: false,
  postgres: postgres?.url ?? "memory",
  redis: redis?.url ?? "embedded",
  env: { MESSAGE_RATE: "1e6", MESSAGE_BURST: "1000000" },
});
const bare = await startBare(dataDir);
try {
  console.log(
    `Postgres: ${cloud.kinds.postgres} · Redis: ${cloud.kinds.redis} · storage in ${base} · ${STEP_S} s a step · p99 limit ${P99_LIMIT_MS} ms`,
  );
  console.log("scene    side     msg/s  deliv/s     p50     p95     p99    lost cpu/1000  redis/1000 pg/1000");
  const verdicts: string[] = [];
  const sides = [await roomSide(cloud), bareSide(bare.port)];
  for (const scene of SCENES.filter(({ name }, i) => (only ? name === only : !quick || i < 2))) {
    const [room = [], limit = []] = [await climb(sides[0] as Side, scene), await climb(sides[1] as Side, scene)];
    print(scene, sides[0] as Side, room);
    print(scene, sides[1] as Side, limit);
    verdicts.push(compare(scene, room, limit));
  }
  console.log(verdicts.join("\n"));
} finally {
  await bare.stop();
  await cloud.stop();
  await redis?.stop();
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
