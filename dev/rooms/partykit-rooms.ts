import { join } from "node:path";
import { type Service, service, startChild, untilReady } from "@/dev/process/child";
import { outerEnv, root } from "@/dev/root";
import type { RoomsOptions } from "./rooms-options";

const READY_WITHIN_MS = 60_000;

/** `partykit dev` in a folder with a partykit.json: the rooms in PartyKit's own workerd, with their storage in `storage`. */
export function partykitRooms({ port, storage, variables, onLine, endsOn }: RoomsOptions, sources = root): Service {
  const args = [
    ...["--import", new URL("node-on-loopback.mjs", import.meta.url).href],
    join(root, "node_modules/partykit/dist/bin.mjs"),
    "dev",
    ...["--disable-request-cf-fetch", "--no-hotkeys", "--port", `${port}`, "--persist", storage],
    // Passed as arguments, since they must override a .env file that the CLI finds by itself.
    ...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}=${value}`]),
  ];
  const env = { ...outerEnv(), NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1" };
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/`, { method: "HEAD" })).status > 0;
  return service(
    () => startChild({ name: "partykit dev", command: process.execPath, args, env, cwd: sources, onLine, endsOn }),
    (child) => untilReady(child, answers, READY_WITHIN_MS),
  );
}
