/** Runs another program and reports its output, with secrets masked. */
import { spawn } from "node:child_process";

export interface Command {
  program: string;
  /** The program's JavaScript file, if this Node must run it instead of the program on PATH. */
  script?: string;
  args: string[];
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** Shows the output only if the program fails. */
  isQuiet?: boolean;
}

/** Variables whose values may appear in a log. All others are masked. */
const PUBLIC =
  /^(KEY_PREFIX|ALLOWED_ORIGINS|NEXT_PUBLIC_\w+|MESSAGE_\w+|SIGNUP_MODE|LIMIT_SCALE|VERCEL_\w+|ROOMS_\w+|S3_ENDPOINT|S3_BUCKET|S3_REGION|PARTYKIT_LOGIN|CLOUDFLARE_ACCOUNT_ID|WRANGLER_\w+)$/;
const MASK = "•••";
/** Shorter values are not masked: none of them is a secret, and masking words such as `true` would make a log unreadable. */
const SECRET_MIN = 8;

/** The values that no log may show. */
export function secretValues(variables: Record<string, string | undefined>): string[] {
  const secrets = Object.entries(variables).filter(([name, value]) => !PUBLIC.test(name) && value);
  return secrets.map(([, value]) => `${value}`).filter((value) => value.length >= SECRET_MIN);
}

/** `NAME=value`, or `NAME=•••`. */
function shown(name: string, value: string): string {
  return `${name}=${PUBLIC.test(name) ? value : MASK}`;
}

/** A command as one line of text; secrets in its arguments and environment are masked. */
export function describe({ program, args, env = {} }: Command): string {
  const set = Object.entries(env).map(([variable, value]) => shown(variable, value));
  const words = args.map((word) => {
    const [, variable, value] = /^([A-Z_]+)=(.*)$/s.exec(word) ?? [];
    return variable ? shown(variable, value ?? "") : word;
  });
  return [...set, program, ...words].join(" ");
}

const LINES_KEPT = 20;

/**
 * Runs a command to its end. Its output is passed on line by line, with `secrets` masked.
 * @throws CommandFailure with its exit code and last lines if it fails
 */
export async function run(
  { program, script, args, env, isQuiet = false }: Command,
  secrets: readonly string[] = [],
): Promise<void> {
  const masked = (line: string) => secrets.reduce((text, secret) => text.replaceAll(secret, MASK), line);
  const [file, words] = script ? [process.execPath, [script, ...args]] : [program, args];
  const child = spawn(file, words, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const last: string[] = [];
  const onLine = (to: NodeJS.WriteStream) => (line: string) => {
    const text = masked(line);
    if (text) last.push(text);
    last.splice(0, last.length - LINES_KEPT);
    if (!isQuiet) to.write(`${text}\n`);
  };
  eachLine(child.stdout, onLine(process.stdout));
  eachLine(child.stderr, onLine(process.stderr));
  const how = await new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  if (!how) return;
  const report = last.join("\n");
  if (isQuiet) console.error(report);
  throw new CommandFailure(`${program} ${args[0]} ended with ${how}`, report);
}

/** Whole lines, so that no secret is cut in two by the end of a chunk. */
function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream.on("end", () => rest && onLine(rest));
}

export class CommandFailure extends Error {
  constructor(
    message: string,
    /** The last lines of the output. */
    readonly said: string,
  ) {
    super(message);
  }
}
