/** Running a command of others, and telling of it without its secrets. */
import { spawn } from "node:child_process";

export interface Command {
  program: string;
  args: string[];
  /** Besides those of this process. */
  env?: Record<string, string>;
}

/** What may be read in a log. Everything else that a deployment is told is masked. */
const PUBLIC =
  /^(KEY_PREFIX|ALLOWED_ORIGINS|NEXT_PUBLIC_\w+|MESSAGE_\w+|LIMIT_SCALE|VERCEL_\w+|ROOMS_DOMAIN|PARTYKIT_LOGIN)$/;

/** `NAME=value`, or `NAME=•••`. */
function shown(name: string, value: string): string {
  return `${name}=${PUBLIC.test(name) ? value : "•••"}`;
}

/** A command as a line to read; secrets of its arguments and environment are masked. */
export function describe({ program, args, env = {} }: Command): string {
  const set = Object.entries(env).map(([name, value]) => shown(name, value));
  const words = args.map((word) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/s.exec(word) ?? [];
    return name ? shown(name, value ?? "") : word;
  });
  return [...set, program, ...words].join(" ");
}

const LINES_KEPT = 20;

/** @throws Error saying how it ended, if not well, with its last lines. Its output goes where ours does. */
export async function run({ program, args, env }: Command): Promise<void> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const [from, to] of [[child.stdout, process.stdout] as const, [child.stderr, process.stderr] as const]) {
    from.setEncoding("utf8").on("data", (chunk: string) => {
      said.push(...chunk.split("\n").filter(Boolean));
      said.splice(0, said.length - LINES_KEPT);
      to.write(chunk);
    });
  }
  const how = await new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  if (how) throw new CommandFailure(`${program} ${args[0]} ended with ${how}`, said.join("\n"));
}

export class CommandFailure extends Error {
  constructor(
    message: string,
    /** Its last lines. */
    readonly said: string,
  ) {
    super(message);
  }
}
