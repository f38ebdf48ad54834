/**
 * The long version of tests/outage, under load: kills the rooms' process repeatedly, then makes each store unavailable for a
 * minute. Prints one line for each; exits with code 1 if a guarantee was broken.
 *
 *   npm run soak -- [--kills 10] [--outage 60] [--people 20] [--rate 5] [--idle 60]
 *
 * outage in seconds, rate per user and second; idle: seconds for which 100 users are connected and send nothing.
 */
import { parseArgs } from "node:util";
import { Flood } from "@/tests/harness/live/flood";
import { type FragileRooms, fragileRooms } from "@/tests/harness/live/outage";
import type { Fault } from "@/tests/harness/servers/fault-proxy";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "10" },
    outage: { type: "string", default: "60" },
    people: { type: "string", default: "20" },
    rate: { type: "string", default: "5" },
    idle: { type: "string", default: "60" },
  },
});
const { kills, outage, people, rate, idle } = Object.fromEntries(
  Object.entries(values).map(([name, text]) => [name, Number(text)]),
) as Record<keyof typeof values, number>;
const WARM_UP_MS = 3_000;
/** The last flush, of read positions, comes 2 s after the last message. */
const SETTLED_MS = 5_000;

type Store = "postgres" | "redis";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** "p50 / p99 / max" of the measurements since the last call, in ms. */
function latencyOf(flood: Flood): string {
  const sorted = flood.latencies.splice(0).sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1);
  return `${at(0.5)} / ${at(0.99)} / ${at(1)}`;
}

async function verdictOn(flood: Flood): Promise<string> {
  await flood.settled();
  const broken = await flood.broken();
  if (broken.length > 0) process.exitCode = 1;
  return broken.length === 0 ? "nothing lost, nothing twice" : `BROKEN: ${broken.slice(0, 5).join("; ")}`;
}

async function killUnderLoad(live: FragileRooms): Promise<void> {
  const flood = await Flood.open(live, people);
  const start = Date.now();
  flood.talk(rate);
  for (let kill = 0; kill < kills; kill++) {
    // A random time, so that kills fall between flushes and within them.
    await pause(500 + Math.random() * 1_500);
    await live.kill();
    await live.revive();
    await flood.hears(people * rate);
  }
  flood.hush();
  const verdict = await verdictOn(flood);
  flood.leave();
  console.log(`killed ${kills} times in ${seconds(start)}: ${flood.acked} messages acked; ${verdict}`);
}

/**
 * Makes the stores unavailable for one of two rooms with the same load. The other room shows which delays come from the machine.
 */
async function awayUnderLoad(live: FragileRooms, stores: Store[], fault: Fault): Promise<void> {
  const [shaken, calm] = [await Flood.open(live, people), await Flood.open(live, people)] as const;
  const floods = [shaken, calm];
  for (const flood of floods) flood.talk(rate);
  await pause(WARM_UP_MS);
  for (const flood of floods) flood.latencies = [];
  const before = shaken.acked;
  for (const store of stores) live[store].set(fault, shaken.roomId);
  await pause(outage * 1000);
  const [away, meanwhile] = floods.map(latencyOf);
  const acked = shaken.acked - before;
  for (const store of stores) live[store].set("up", shaken.roomId);
  for (const flood of floods) flood.hush();
  const back = Date.now();
  const verdict = await verdictOn(shaken);
  console.log(`${stores.join(" and ")} ${fault} for ${outage} s: ${acked} messages acked meanwhile`);
  console.log(`broadcast p50 / p99 / max, ms: ${away}; in the room next door: ${meanwhile}`);
  console.log(`  drained ${seconds(back)} after the end; ${verdict}; next door: ${await verdictOn(calm)}`);
  for (const flood of floods) flood.leave();
}

/** After the last message nobody sends anything: the room must make no request and send no frame (B2). */
async function silence(live: FragileRooms): Promise<void> {
  const mina = await live.person("민아");
  const roomId = await live.room(mina);
  const peers = await Promise.all(Array.from({ length: 100 }, () => live.connect(mina, roomId)));
  await peers[0]?.sent("hello");
  await pause(SETTLED_MS);
  const counted = () => {
    const frames = peers.reduce((sum, peer) => sum + peer.frames.length, 0);
    return `${live.postgres.met("up")} to Postgres, ${live.redis.met("up")} to Redis, ${frames} frames`;
  };
  const before = counted();
  await pause(idle * 1000);
  const isQuiet = counted() === before && peers.every(({ closed }) => closed === undefined);
  if (!isQuiet) process.exitCode = 1;
  console.log(
    `100 users idle for ${idle} s: ${isQuiet ? `nothing happened after ${before}` : `BROKEN: ${before}, then ${counted()}`}`,
  );
  for (const peer of peers) peer.drop();
}

// `process.exit` runs the handlers that end the started processes, also if the run is interrupted.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

const live = await fragileRooms();
try {
  console.log(
    `${people} users, ${rate} messages a second each; Redis ${live.cloud.kinds.redis}, Postgres ${live.cloud.kinds.postgres}`,
  );
  if (idle > 0) await silence(live);
  if (kills > 0) await killUnderLoad(live);
  if (outage > 0) {
    for (const fault of ["refusing", "hanging"] as const) {
      for (const stores of [["postgres"], ["redis"], ["postgres", "redis"]] satisfies Store[][]) {
        await awayUnderLoad(live, stores, fault);
      }
    }
  }
} finally {
  await live.stop();
}
// The local cloud is shared within this process and would keep it running.
process.exit();
