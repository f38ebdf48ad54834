/** All requests from the runtime to Postgres and Redis pass here: counted, and refused if a test says so. */
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
  if (away.has(store)) throw new TypeError(`${store} is unavailable`);
  return reallyFetch(to, init);
};

const timers = new Set<unknown>();
const { setTimeout: reallySet, clearTimeout: reallyClear } = globalThis;

function track(run: () => void, ms?: number) {
  const timer = reallySet(() => {
    timers.delete(timer);
    run();
  }, ms);
  // Only timers of the rooms count: the tests use timers too.
  if (new Error().stack?.includes("/party/")) timers.add(timer);
  return timer;
}
globalThis.setTimeout = track as typeof setTimeout;
globalThis.clearTimeout = (timer) => {
  timers.delete(timer);
  reallyClear(timer);
};

/** The number of running timers of the rooms. */
export const openTimers = () => timers.size;

/** Cuts the power of all rooms at once: their memory, including timers, is lost. */
export async function cutPower(): Promise<void> {
  await abortAllDurableObjects();
  timers.clear();
}

/** While `during` runs, requests to these stores fail. */
export async function without(stores: Store[], during: () => Promise<void>): Promise<void> {
  for (const store of stores) away.add(store);
  await during().finally(() => away.clear());
}

/** How many requests that name this room were sent so far. */
export function requestsOf(roomId: string): number {
  return asked.filter((body) => body.includes(roomId)).length;
}

/** How many of them were reads; a flush, which writes, may begin 200 ms after any send. */
export function questionsOf(roomId: string): number {
  return asked.filter((body) => body.includes(roomId) && !/insert into|xadd/i.test(body)).length;
}
