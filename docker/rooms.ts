/** Runs the rooms in workerd, as `npm start` does. The process ends with the container, or when workerd ends. */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import { startRooms } from "@/dev/rooms/rooms";
import { root } from "@/dev/root";
import { ROOM_VARIABLES, roomEnv } from "@/lib/server/env";
import { BUNDLE } from "./bundle-folder";

const PORT = 1999;
const DATA = "/data";
const LOOK_EVERY_MS = 5_000;
const MISSES = 3;

// Reports a missing variable at startup instead of at the first user's connection.
roomEnv(process.env);
const set = Object.entries(process.env).filter(([name, value]) => ROOM_VARIABLES.includes(name) && value);
const variables = z.record(z.string(), z.string()).parse(Object.fromEntries(set));

const service = startRooms(
  { kind: "worker", bundle: join(root, BUNDLE) },
  { port: PORT, dataDir: DATA, variables, onLine: (line) => console.log(line) },
);

async function stop() {
  await service.stop();
  process.exit(0);
}

for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, stop);
void service.died.then((how) => {
  console.error(how.split("\n")[0]);
  process.exit(1);
});
await service.start();
console.log(`Rooms on ${PORT}.`);

/** Ends a workerd that hangs: Docker restarts a container only when its process ends. */
async function watch(): Promise<never> {
  for (let missed = 0; missed < MISSES; ) {
    await setTimeout(LOOK_EVERY_MS);
    const answered = await fetch(`http://127.0.0.1:${PORT}/`, { signal: AbortSignal.timeout(LOOK_EVERY_MS) }).catch(
      () => {},
    );
    missed = answered ? 0 : missed + 1;
  }
  console.error("the rooms do not respond");
  await service.stop();
  process.exit(1);
}
void watch();
