import { spawn } from "node:child_process";
import { CloudError } from "@/dev/cloud-error";

const GRACE_MS = 5_000;
const LINES_KEPT = 30;

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Gets every line that the process writes. */
  onLine?: (line: string) => void;
  /** What asks it to end; default SIGTERM. */
  endsOn?: NodeJS.Signals;
  /** How long it may then take before it is killed; default 5 s. */
  graceMs?: number;
}

export interface Ending {
  /** Did it end by itself, with exit code 0? */
  ok: boolean;
  /** How it ended, with its last lines. */
  report: string;
}

export interface Child {
  name: string;
  /** Settles when the process has ended, whoever ended it. */
  exited: Promise<Ending>;
  running(): boolean;
  /** Ends the process and everything it started. */
  stop(): Promise<void>;
}

const groups = new Set<number>();

/** The whole process group, since a child of a child (workerd, esbuild) would outlive its parent. */
function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(-pid, name);
  } catch {
    // Nobody left to hear it.
  }
}

/** Asks every process that is running to end. */
export function stopChildren() {
  for (const pid of groups) signal(pid, "SIGTERM");
}

process.on("exit", () => {
  for (const pid of groups) signal(pid, "SIGKILL");
});

/** Movements of the cursor, which only make sense on a terminal of one's own. Colours may stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences begin with one.
const CURSOR = /\u001b\[[\d;]*[A-HJKSTf]/g;

/** Calls `onLine` for every complete line of a stream. */
function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.replace(CURSOR, ""));
  });
  stream.on("end", () => rest && onLine(rest));
}

/** Starts a process in a group of its own. A missing program is reported through `exited` as any other end. */
export function startChild({
  name,
  command,
  args,
  env,
  cwd,
  onLine,
  endsOn = "SIGTERM",
  graceMs = GRACE_MS,
}: ChildOptions): Child {
  const child = spawn(command, args, {
    env: env as NodeJS.ProcessEnv | undefined,
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid) groups.add(pid);
  const last: string[] = [];
  const keep = (line: string) => {
    last.push(line);
    if (last.length > LINES_KEPT) last.shift();
    onLine?.(line);
  };
  eachLine(child.stdout, keep);
  eachLine(child.stderr, keep);
  let running = true;
  const exited = new Promise<Ending>((resolve) => {
    const end = (how: string, ok = false) => {
      running = false;
      if (pid) {
        signal(pid, "SIGKILL");
        groups.delete(pid);
      }
      resolve({ ok, report: [`${name} ended (${how})`, ...last].join("\n") });
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, by) => setImmediate(end, by ?? `exit code ${code}`, code === 0));
  });
  const stop = async () => {
    if (!running || !pid) return;
    signal(pid, endsOn);
    const killer = setTimeout(signal, graceMs, pid, "SIGKILL");
    await exited;
    clearTimeout(killer);
  };
  return { name, exited, running: () => running, stop };
}

/**
 * Waits until `ready` says yes, asking ten times a second.
 * @throws CloudError where the process ends first or the deadline passes.
 */
export async function untilReady(child: Child, ready: () => Promise<boolean>, withinMs: number): Promise<void> {
  let ended: Ending | undefined;
  void child.exited.then((ending) => {
    ended = ending;
  });
  const deadline = Date.now() + withinMs;
  while (!(await ready().catch(() => false))) {
    if (ended) throw new CloudError(ended.report);
    if (Date.now() > deadline) throw new CloudError(`${child.name} did not answer within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A process that can be stopped and started again. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Settles when the process ends without having been asked to; says how. */
  died: Promise<string>;
}

const REVIVE_AFTER_MS = 300;

/**
 * @param ready settles when the process answers; @see untilReady
 * @param revive whether it is started again should it end by itself, with a line that says so, instead of having `died`.
 */
export function service(launch: () => Child, ready: (child: Child) => Promise<void>, revive = false): Service {
  let child: Child | undefined;
  let report: (how: string) => void;
  const died = new Promise<string>((resolve) => {
    report = resolve;
  });
  async function start() {
    const mine = launch();
    child = mine;
    await ready(mine);
    void mine.exited.then((ending) => child === mine && ended(mine, ending));
  }
  function ended(mine: Child, { report: how }: Ending) {
    if (!revive) return report(how);
    console.error(`${how.split("\n")[0]}; starting it again`);
    setTimeout(() => child === mine && start().catch((error) => report(String(error))), REVIVE_AFTER_MS);
  }
  return {
    died,
    start,
    async stop() {
      const last = child;
      child = undefined;
      await last?.stop();
    },
  };
}
