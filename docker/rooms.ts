/** The rooms in workerd, as `npm start` runs them; ends with the container, or when they end. */
import { z } from "zod";
import { rooms } from "../dev/rooms";
import { ROOM_VARIABLES, roomEnv } from "../lib/env";

const PORT = 1999;
const DATA = "/data";

// What is missing is named here, and not by the first visitor's socket.
roomEnv(process.env);
const set = Object.entries(process.env).filter(([name, value]) => ROOM_VARIABLES.includes(name) && value);
const variables = z.record(z.string(), z.string()).parse(Object.fromEntries(set));

const service = rooms({ port: PORT, dataDir: DATA, variables, onLine: (line) => line.trim() && console.log(line) });

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
