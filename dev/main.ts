/** The command behind `npm run dev` and, as `main.ts start`, behind `npm start`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Cloud, startCloud } from "./cloud";
import { CloudError } from "./cloud-error";
import { stopChildren } from "./process/child";
import { freePorts } from "./process/ports";
import { root } from "./root";

/** Output of `partykit dev` that is hidden; the rooms' logs and errors are shown. */
const NOISE = /PartyKit v|^-+$|^\s*$|Build succeeded|\[(pk|mf):inf\]|Loading environment variables|local server/;

const startup = new AbortController();
let cloud: Cloud | undefined;
let stopping = false;

function show(from: "web" | "rooms", line: string) {
  if (stopping || (from === "rooms" ? NOISE.test(line) : line.trim() === "")) return;
  console.log(`${from.padEnd(5)} │ ${line}`);
}

async function stop(exitCode: number) {
  // A second signal ends at once; the processes are killed on exit.
  if (stopping) process.exit(exitCode || 130);
  stopping = true;
  process.exitCode = exitCode;
  console.log("Stopping …");
  startup.abort();
  if (!cloud) return stopChildren();
  await cloud.stop();
  process.exit();
}

async function main() {
  const mode = process.argv[2] === "start" ? "start" : "dev";
  const ownEnv = join(root, ".env.local");
  if (existsSync(ownEnv)) process.loadEnvFile(ownEnv);
  const ports = await freePorts();
  console.log(mode === "dev" ? "Starting …" : "Building and starting …");
  cloud = await startCloud({
    dataDir: join(root, ".local"),
    ports,
    next: mode,
    rooms: mode === "dev" ? "partykit" : "worker",
    onLine: show,
    signal: startup.signal,
  });
  const { postgres, redis } = cloud.kinds;
  console.log(`Postgres: ${postgres} · Redis: ${redis} · data in .local/ · Ctrl-C stops everything`);
  console.log(`Sarangbang is ready: ${cloud.urls.web}`);
  void cloud.died.then((how) => {
    if (stopping) return;
    // The rest of the report is output that has already been shown line by line.
    console.error(`${how.split("\n")[0]}; stopping the rest`);
    void stop(1);
  });
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => void stop(0));

/** npm passes SIGTERM only to the shell that starts this process: when that shell is gone, stop. */
function endWithNpm() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && !stopping && stop(0), 500).unref();
}

endWithNpm();
main().catch((error) => {
  if (stopping) process.exit();
  console.error(error instanceof CloudError ? `Sarangbang could not start: ${error.message}` : error);
  process.exit(1);
});
