/**
 * `npm run bench`: rooms on both hosts, a bare broadcast on each, and two peers, one after the other, in several rounds.
 * Compare the ratios; absolute figures depend on the machine. docs/performance.md explains scenes, sides and output.
 *
 *   npm run bench -- [--quick] [--rounds 3] [--only="1 × 100"] [--sides=worker,socket.io]
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleWorker } from "@/dev/rooms/bundle-worker";
import { postgresMissing, redisMissing } from "@/tests/harness/servers/servers";
import { BenchProcess } from "./bench-process";
import { type Measured, P99_LIMIT_MS, play } from "./measure";
import { choosePins } from "./pins";
import { progress, report } from "./report";
import { SCENES, type Scene } from "./scenes";
import { Side } from "./side";
import type { SideName } from "./sides/hosted";

// Servers of yours run outside the process tree whose CPU time is counted.
for (const name of ["TEST_POSTGRES_URL", "LOCAL_POSTGRES_URL", "LOCAL_REDIS_URL"]) delete process.env[name];

const SIDES: SideName[] = ["worker", "partykit", "bare worker", "bare partykit", "ws", "socket.io"];

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string" },
    sides: { type: "string", default: SIDES.join() },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const scenes = SCENES.filter(({ name, quick }) =>
  options.only ? name.includes(options.only) : quick || !options.quick,
);
if (!(rounds >= 1)) throw new Error("--rounds must be a number from 1");
if (scenes.length === 0)
  throw new Error(`no scene is named so; there are: ${SCENES.map(({ name }) => name).join(", ")}`);

function chosenSides(): SideName[] {
  const wanted = options.sides.split(",");
  const unknown = wanted.find((name) => !SIDES.some((side) => side === name));
  if (unknown !== undefined) throw new Error(`no side is named ${unknown}; there are: ${SIDES.join(", ")}`);
  const missing = postgresMissing() ?? redisMissing();
  const chosen = SIDES.filter((name) => wanted.includes(name));
  if (!missing || !chosen.includes("socket.io")) return chosen;
  console.log(`Socket.IO is left out: ${missing}`);
  return chosen.filter((name) => name !== "socket.io");
}

type Results = Map<Scene, Map<SideName, Measured[]>>;

async function playAll(name: SideName, results: Results, round: number): Promise<void> {
  const side = await Side.start(name, folder, bundle, pins.servers);
  const load = new BenchProcess("load.ts", [], pins.load);
  try {
    await load.ready();
    for (const scene of scenes) {
      const measured = await play({ side, load, quick: options.quick }, scene);
      results.get(scene)?.get(name)?.push(measured);
      console.error(`round ${round + 1} · ${scene.name} · ${name}: ${progress(measured)}`);
    }
  } finally {
    await load.end();
    await side.stop();
  }
}

// A hosted room's storage is no local disk, whose fsync would dominate the figures.
const base = process.env.BENCH_DIR ?? (existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
const folder = mkdtempSync(join(base, "sarangbang-bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
// The sides end when this process does.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => process.exit(130));
}

const start = Date.now();
const sides = chosenSides();
const pins = choosePins();
const bundle = join(folder, "bundle");
if (sides.includes("worker")) await bundleWorker(bundle);
const results: Results = new Map(
  scenes.map((scene) => [scene, new Map(sides.map((name): [SideName, Measured[]] => [name, []]))]),
);
console.log(
  [
    `Postgres: ${postgresMissing() ? "PGlite" : "server"}`,
    `Redis: ${redisMissing() ? "mock" : "server"}`,
    pins.note,
    `storage in ${base}`,
    `medians of ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    `saturated: p99 below ${P99_LIMIT_MS} ms and nothing lost`,
  ].join(" · "),
);
for (let round = 0; round < rounds; round++) {
  // Each round begins with another side: a machine is not equally busy all the time.
  const first = Math.floor((round * sides.length) / rounds);
  for (const name of [...sides.slice(first), ...sides.slice(0, first)]) {
    await playAll(name, results, round).catch((error) => {
      // The other rounds and sides still count.
      console.error(`round ${round + 1} · ${name} failed:`, error);
      process.exitCode = 1;
    });
  }
}
for (const [scene, bySide] of results) console.log(`\n${report(scene.name, bySide)}`);
console.log(`\nTook ${((Date.now() - start) / 60_000).toFixed(1)} min`);
