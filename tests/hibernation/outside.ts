/** Everything that goes out of the runtime to Postgres and Redis passes here: counted, and refused where a test says so. */
import { abortAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";

type Store = "postgres" | "redis";

const away = new Set<Store>();
const asked: string[] = [];
const reallyFetch = globalThis.fetch;

globalThis.fetch = async (to, init) => {
  const url = to instanceof Request ? to.url : String(to);
  const store: Store = url.startsWith(String(env.UPSTASH_REDIS_REST_URL)) ? "redis" : "postgres";
  asked.push(String(init?.body ?? ""));
  if (away.has(store)) throw new TypeError(`${store} is away`);
  return reallyFetch(to, init);
};

const timers = new Set<unknown>();
const { setTimeout: reallySet, clearTimeout: reallyClear } = globalThis;

function track(run: () => void, ms?: number) {
  const timer = reallySet(() => {
    timers.delete(timer);
    run();
  }, ms);
  // The tests' own waiting uses timers too.
  if (new Error().stack?.includes("/party/")) timers.add(timer);
  return timer;
}
globalThis.setTimeout = track as typeof setTimeout;
globalThis.clearTimeout = (timer) => {
  timers.delete(timer);
  reallyClear(timer);
};

/** How many timers the rooms have running. */
export const openTimers = () => timers.size;

/** Takes the power from all rooms at once: what they had in memory, timers included, is gone. */
export async function cutPower(): Promise<void> {
  await abortAllDurableObjects();
  timers.clear();
}

/** While `during` runs, requests to these stores fail. */
export async function without(stores: Store[], during: () => Promise<void>): Promise<void> {
  for (const store of stores) away.add(store);
  await during().finally(() => away.clear());
}

/** How many requests that name this room have gone out so far. */
export function requestsOf(roomId: string): number {
  return asked.filter((body) => body.includes(roomId)).length;
}

/** How many of them asked for something; a flush, which tells, may begin 200 ms after any send. */
export function questionsOf(roomId: string): number {
  return asked.filter((body) => body.includes(roomId) && !/insert into|xadd/i.test(body)).length;
}
