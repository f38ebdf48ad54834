/** Releases as commits: each checked out and installed in a folder of its own. */
import { type StdioOptions, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const MIGRATIONS = "db/migrations";
const WITHIN_MS = 20 * 60_000;

interface Output {
  ok: boolean;
  text: string;
}

interface How {
  /** Returns the output to the caller instead of printing it. */
  quiet?: boolean;
  /** Variables added to this process's own. */
  env?: Record<string, string>;
}

/** Runs a command in the folder `cwd`. */
function run(cwd: string, [program, ...args]: string[], { quiet = false, env }: How = {}): Promise<Output> {
  const stdio: StdioOptions = ["ignore", quiet ? "pipe" : "inherit", "inherit"];
  const child = spawn(program ?? "", args, { cwd, stdio, timeout: WITHIN_MS, env: { ...process.env, ...env } });
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ ok: false, text: error.message }));
    child.once("close", (code) => resolve({ ok: code === 0, text }));
  });
}

/** @throws if git fails */
export async function git(...args: string[]): Promise<string> {
  const { ok, text } = await run(process.cwd(), ["git", ...args], { quiet: true });
  if (!ok) throw new Error(`git ${args.join(" ")} failed`);
  return text;
}

/** Runs suites of the local cloud in a release's folder, one file after another. @returns whether all passed */
export async function runSuites(
  folder: string,
  suites: string[],
  more: string[] = [],
  env: Record<string, string> = {},
): Promise<boolean> {
  const vitest = [join(folder, "node_modules/.bin/vitest"), "run", "--no-file-parallelism", "--testTimeout", "120000"];
  return (await run(folder, [...vitest, ...more, ...suites], { env })).ok;
}

/** Checks out these commits in temporary folders, with this release's migrations, which are deployed first. */
export async function withReleases<T>(commits: string[], work: (folders: string[]) => Promise<T>): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), "sarangbang-releases-"));
  const folders = commits.map((_, i) => join(parent, `release-${i}`));
  try {
    for (const [i, commit] of commits.entries()) await prepare(folders[i] as string, commit);
    return await work(folders);
  } finally {
    for (const folder of folders) await git("worktree", "remove", "--force", folder).catch(() => {});
    rmSync(parent, { recursive: true, force: true });
  }
}

async function prepare(folder: string, commit: string): Promise<void> {
  await git("worktree", "add", "--quiet", "--detach", folder, commit);
  cpSync(MIGRATIONS, join(folder, MIGRATIONS), { recursive: true });
  const lock = (of: string) => readFileSync(join(of, "package-lock.json"), "utf8");
  if (lock(folder) === lock(".")) return symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  const { ok } = await run(folder, ["npm", "ci", "--ignore-scripts", "--prefer-offline"]);
  if (!ok) throw new Error(`installing the packages of ${commit} failed`);
}
