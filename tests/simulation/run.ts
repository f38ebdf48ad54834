import { FakeClock } from "@/tests/harness/fakes/clock";
import { Acts } from "./acts";
import { SimArchive } from "./archive";
import { History, type Violation } from "./history";
import { Host } from "./host";
import { planFor } from "./plan";
import { Random } from "./random";
import { SimRedis } from "./redis";
import { Remote } from "./remote";
import { Scheduler } from "./scheduler";
import { firstVerdict, lastVerdict } from "./verdict";

/** The drivers' values: db/client.ts, lib/server/redis/redis.ts. */
const POSTGRES_TIMEOUT_MS = 5_000;
const REDIS_TIMEOUT_MS = 2_000;

export interface Outcome {
  seed: number;
  ops: number;
  steps: number;
  events: number;
  evictions: number;
  /** The number of failures of each kind. */
  faults: Map<string, number>;
  violation: Violation | undefined;
  /** Equal for two runs of one seed. */
  fingerprint: number;
}

/** Simulates one room under one seed: `ops` actions, then all failures end and all replicas must be equal. */
export async function simulate(seed: number, ops: number, trace?: (line: string) => void): Promise<Outcome> {
  const random = new Random(seed);
  const plan = planFor(random);
  const time = new FakeClock();
  const history = new History();
  const faults = new Map<string, number>();
  const note = (fault: string) => {
    faults.set(fault, (faults.get(fault) ?? 0) + 1);
    trace?.(`      ! ${fault}`);
  };
  const archive = new SimArchive(history);
  const postgresSide = new Remote("postgres", time, POSTGRES_TIMEOUT_MS, note);
  const redisSide = new Remote("redis", time, REDIS_TIMEOUT_MS, note);
  const world = { time, random, history, archive, redis: new SimRedis(), postgresSide, redisSide, limits: plan.limits };
  const host = new Host(world);
  const scheduler = new Scheduler(world, host, plan, note, trace);
  const acts = new Acts(world, host, scheduler, plan, note);
  let done = 0;
  for (; done < ops && !history.violation; done++) {
    const what = acts.next();
    trace?.(`${done} +${time.now() - acts.startedAt} ms: ${what} (log ${history.head}, archive ${archive.head})`);
    await scheduler.goOn();
  }
  trace?.("the end: all failures end");
  if (!history.violation) await firstVerdict(world, host, scheduler, acts);
  if (!history.violation) await lastVerdict(world, host, scheduler, acts);
  const { evictions } = acts;
  const { violation, fingerprint } = history;
  return { seed, ops: done, steps: scheduler.steps, events: history.head, evictions, faults, violation, fingerprint };
}
