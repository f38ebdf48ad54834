import { join } from "node:path";
import { ROOM_VARIABLES } from "../lib/env";
import { type Service, service, startChild, untilReady } from "./child";
import { outerEnv, root } from "./root";

const READY_WITHIN_MS = 60_000;
/** Set by the caller or not at all: the room has its own defaults. */
const limits = () => ({ MESSAGE_RATE: process.env.MESSAGE_RATE, MESSAGE_BURST: process.env.MESSAGE_BURST });

function variableArguments(from: Record<string, string | undefined>): string[] {
  // The web's secrets are not among them.
  const set = ROOM_VARIABLES.filter((name) => from[name] !== undefined);
  return set.flatMap((name) => ["--var", `${name}=${from[name]}`]);
}

export interface RoomsOptions {
  port: number;
  dataDir: string;
  /** Where the room's environment is taken from; it gets what it reads and no more. */
  variables: Record<string, string>;
  onLine?: (line: string) => void;
  /** What ends them; default SIGTERM. */
  endsOn?: NodeJS.Signals;
}

/** `partykit dev`: the rooms in a real workerd, their storage kept in `<dataDir>/partykit`. */
export function rooms({ port, dataDir, variables, onLine, endsOn }: RoomsOptions): Service {
  const args = [
    ...["--import", new URL("node-on-loopback.mjs", import.meta.url).href],
    join(root, "node_modules/partykit/dist/bin.mjs"),
    "dev",
    ...["--disable-request-cf-fetch", "--no-hotkeys", "--port", `${port}`, "--persist", join(dataDir, "partykit")],
    // As arguments, since they must win over a .env file that the CLI finds by itself.
    ...variableArguments({ ...limits(), ...variables }),
  ];
  const env = { ...outerEnv(), NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1" };
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/`, { method: "HEAD" })).status > 0;
  return service(
    () => startChild({ name: "partykit dev", command: process.execPath, args, env, cwd: root, onLine, endsOn }),
    (child) => untilReady(child, answers, READY_WITHIN_MS),
  );
}
