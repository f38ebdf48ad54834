/** Plays one scene on one side. */
import type { BenchProcess } from "./bench-process";
import type { CloseResult, Open, OpenResult, Step, StepResult } from "./load";
import type { Calm, Idle, Joins, Saturated, Scene } from "./scenes";
import type { Side, Usage } from "./side";
import type { Place } from "./wires";

export const P99_LIMIT_MS = 250;
const WARM_UP_S = 2;
const CALM_S = 10;
const STEP_S = 2;
const QUICK_TRIES = 6;
const TRIES = 14;
/** The climb ends when the best and the worst rate are this close. */
const CLOSE_ENOUGH = 1.2;
/** The last writes to the stores come up to 2 s after the last broadcast. */
const SETTLED_MS = 2_500;
/** Both hosts drop a room from memory after 10 s without a message. */
const ASLEEP_MS = 12_000;
const STORMS = 3;
/** How many sockets connect at the same time, except in the scene that measures joins. */
const GENTLY = 20;

/** By column title. */
export type Figures = Record<string, number>;

export interface Measured {
  figures: Figures;
  /** CPU time of each program, in ms for each message or join. */
  programs?: Figures;
}

/** A side with its load. `quick`: with `--quick`. */
export interface Stage {
  side: Side;
  load: BenchProcess;
  quick: boolean;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function play(stage: Stage, scene: Scene): Promise<Measured> {
  switch (scene.kind) {
    case "idle":
      return playIdle(stage, scene);
    case "joins":
      return playJoins(stage, scene);
    case "calm":
      return playCalm(stage, scene);
    case "saturated":
      return playSaturated(stage, scene);
  }
}

function open({ side, load }: Stage, places: Place[], senders: number, atOnce = GENTLY): Promise<OpenResult> {
  return load.ask({ wire: side.wire, places, senders, atOnce } satisfies Open);
}

const close = ({ load }: Stage) => load.ask<CloseResult>({ close: true });
const step = ({ load }: Stage, given: Step) => load.ask<StepResult>(given);

/** The same number of sockets connects first and is not measured: it wakes the rooms, and makes the servers collect garbage. */
async function playIdle(stage: Stage, { rooms, people }: Idle): Promise<Measured> {
  const places = await stage.side.places({ rooms, people: 2 * people });
  const isFirst = (_: Place, i: number) => i % (2 * people) < people;
  const more = places.filter((place, i) => !isFirst(place, i));
  await open(stage, places.filter(isFirst), 0);
  await pause(ASLEEP_MS);
  const before = stage.side.memoryBytes();
  await open(stage, more, 0);
  await pause(ASLEEP_MS);
  const bytes = stage.side.memoryBytes() - before;
  const { lost } = await close(stage);
  return { figures: { "KiB a socket": bytes / more.length / 1024, lost } };
}

/** The storms are in new rooms; the median of them counts. */
async function playJoins(stage: Stage, { rooms, people }: Joins): Promise<Measured> {
  const storms: OpenResult[] = [];
  const used: Usage[][] = [];
  for (let i = 0; i < STORMS; i++) {
    const [first, ...others] = await stage.side.places({ rooms, people: people + 1 });
    await open(stage, first ? [first] : [], 1);
    await step(stage, { rate: 50, seconds: 1 });
    await pause(SETTLED_MS);
    const before = await stage.side.usage();
    storms.push(await open(stage, others, 0, people));
    await pause(SETTLED_MS);
    used.push([before, await stage.side.usage()]);
    await close(stage);
  }
  const spent = used.map(([before, after]) => cpuBetween(before as Usage, after as Usage));
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    figures: {
      "p50 ms": middle(storms.map(({ p50 }) => p50)),
      "p99 ms": middle(storms.map(({ p99 }) => p99)),
      "CPU ms/join": middle(spent.map(total)) / people,
    },
    programs: perUnit(spent.at(-1) as Figures, people),
  };
}

async function playCalm(stage: Stage, { rooms, people, senders, rate }: Calm): Promise<Measured> {
  await open(stage, await stage.side.places({ rooms, people }), senders);
  await step(stage, { rate, seconds: WARM_UP_S });
  await pause(SETTLED_MS);
  const before = await stage.side.usage();
  const result = await step(stage, { rate, seconds: stage.quick ? CALM_S / 2 : CALM_S });
  await pause(SETTLED_MS);
  const after = await stage.side.usage();
  await close(stage);
  const spent = cpuBetween(before, after);
  return {
    figures: {
      "p50 ms": result.p50,
      "p99 ms": result.p99,
      "CPU ms/message": total(spent) / result.sent,
      "CPU ms/1000 deliveries": (total(spent) / result.deliveries) * 1000,
      deliveries: result.deliveries,
      lost: result.lost,
      ...requestsEach(before, after, result.sent),
    },
    programs: perUnit(spent, result.sent),
  };
}

const wellServed = ({ lost, p99 }: StepResult) => lost === 0 && p99 < P99_LIMIT_MS;

/** Doubles the rate until users are no longer well served, then bisects. */
async function playSaturated(stage: Stage, { rooms, people, senders, firstRate }: Saturated): Promise<Measured> {
  await open(stage, await stage.side.places({ rooms, people }), senders);
  await step(stage, { rate: firstRate, seconds: WARM_UP_S });
  let best: Figures = { "deliveries/s": 0, "messages/s": 0, "p99 ms": Number.NaN, "load's CPU": Number.NaN };
  let [good, bad, rate] = [0, Number.POSITIVE_INFINITY, firstRate];
  for (let tries = 0; tries < (stage.quick ? QUICK_TRIES : TRIES) && bad / Math.max(good, 1) > CLOSE_ENOUGH; tries++) {
    const served = await tryRate(stage, rate);
    if (served) {
      good = rate;
      best = served;
    } else bad = rate;
    rate = Math.round(bad === Number.POSITIVE_INFINITY ? rate * 2 : (good + bad) / 2);
  }
  await close(stage);
  return { figures: best };
}

/** Undefined: users were not well served, in two tries, since other work on the machine can spoil one. */
async function tryRate(stage: Stage, rate: number): Promise<Figures | undefined> {
  for (let tries = 0; tries < 2; tries++) {
    const result = await step(stage, { rate, seconds: STEP_S });
    if (!wellServed(result)) continue;
    const perSecond = (result.deliveries / result.tookMs) * 1000;
    return { "deliveries/s": perSecond, "messages/s": rate, "p99 ms": result.p99, "load's CPU": result.load };
  }
  return undefined;
}

function cpuBetween(before: Usage, after: Usage): Figures {
  const programs = [...after.cpu].map(([name, ms]) => [name, ms - (before.cpu.get(name) ?? 0)] as const);
  return Object.fromEntries(programs);
}

const total = (spent: Figures) => Object.values(spent).reduce((sum, ms) => sum + ms, 0);

const perUnit = (spent: Figures, units: number): Figures =>
  Object.fromEntries(Object.entries(spent).map(([name, ms]) => [name, ms / units]));

function requestsEach(before: Usage, after: Usage, messages: number): Figures {
  if (after.redisCommands === undefined) return {};
  const each = (count: "redisCommands" | "redisRequests" | "postgresRequests") =>
    ((after[count] ?? 0) - (before[count] ?? 0)) / messages;
  return {
    "Redis commands/message": each("redisCommands"),
    "Redis requests/message": each("redisRequests"),
    "Postgres requests/message": each("postgresRequests"),
  };
}
