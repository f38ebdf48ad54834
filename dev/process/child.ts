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
  /** The signal that stops it; default SIGTERM. */
  endsOn?: NodeJS.Signals;
  /** The time after which it is killed; default 5 s. */
  graceMs?: number;
}

export interface Ending {
  /** Whether it ended with exit code 0. */
  ok: boolean;
  /** How it ended, with its last lines. */
  report: string;
}

export interface Child {
  name: string;
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<Ending>;
  running(): boolean;
  /** Stops the process and all its children. */
  stop(): Promise<void>;
}

const groups = new Set<number>();

/** The whole process group, since a child of a child (workerd, esbuild) would outlive its parent. */
function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(-pid, name);
  } catch {
    // Every process of the group has ended.
  }
}

/** Signals every running process to stop. */
export function stopChildren() {
  for (const pid of groups) signal(pid, "SIGTERM");
}

process.on("exit", () => {
  for (const pid of groups) signal(pid, "SIGKILL");
});

/** Cursor movements, which only work if the process has the terminal to itself. Colours may stay. */
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

/** Starts a process in a group of its own. A missing program is reported through `exited` like any other end. */
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
 * Waits until `ready` returns true, calling it ten times a second.
 * @throws CloudError if the process ends first or the deadline passes
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
  /** Resolves with a description when the process ends unexpectedly. */
  died: Promise<string>;
}

const REVIVE_AFTER_MS = 300;

/**
 * @param ready settles when the process responds; @see untilReady
 * @param revive whether a crashed process is restarted, with a log line, instead of settling `died`
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
    console.error(`${how.split("\n")[0]}; restarting it`);
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
