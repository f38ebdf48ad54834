/**
 * Whether the release before this one works on this one's schema, as it must while a deployment is under way: its code and
 * its tests, with our migrations. Also that no migration which it had has been changed since.
 *
 *   npm run check:previous -- <commit> [-- command …]
 */
import { type StdioOptions, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MIGRATIONS = "db/migrations";
const WITHIN_MS = 20 * 60_000;
/** What asks the database: the API's handlers, and rooms. */
const TESTS = ["npx", "vitest", "run", "--testTimeout", "120000", "tests/api", "tests/integration"];

interface Output {
  ok: boolean;
  text: string;
}

/** A command in its own folder; `quiet` keeps what it says for the caller. */
function run(cwd: string, [program, ...args]: string[], quiet = false): Promise<Output> {
  const stdio: StdioOptions = ["ignore", quiet ? "pipe" : "inherit", "inherit"];
  const child = spawn(program ?? "", args, { cwd, stdio, timeout: WITHIN_MS });
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ ok: false, text: error.message }));
    child.once("close", (code) => resolve({ ok: code === 0, text }));
  });
}

async function git(...args: string[]): Promise<string> {
  const { ok, text } = await run(process.cwd(), ["git", ...args], true);
  if (!ok) throw new Error(`git ${args.join(" ")} failed`);
  return text;
}

/** Migrations that were added since, and those that were touched although somebody's database may have them. */
async function migrationsSince(before: string): Promise<{ added: string[]; touched: string[] }> {
  const lines = (await git("diff", "--name-status", "--no-renames", before, "--", `${MIGRATIONS}/*.sql`)).split("\n");
  const files = lines.filter(Boolean).map((line) => line.split("\t") as [string, string]);
  const added = files.filter(([how]) => how === "A").map(([, file]) => file);
  const touched = files.filter(([how]) => how !== "A").map(([, file]) => file);
  return { added, touched };
}

/** The release before, in a folder of its own, with our migrations. */
async function prepare(folder: string, before: string): Promise<void> {
  await git("worktree", "add", "--detach", folder, before);
  cpSync(MIGRATIONS, join(folder, MIGRATIONS), { recursive: true });
  const lock = (of: string) => readFileSync(join(of, "package-lock.json"), "utf8");
  if (lock(folder) === lock(".")) return symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  const { ok } = await run(folder, ["npm", "ci", "--ignore-scripts", "--prefer-offline"]);
  if (!ok) throw new Error("the release before could not be installed");
}

async function worksOnOurSchema(before: string, command: string[]): Promise<boolean> {
  const parent = mkdtempSync(join(tmpdir(), "sarangbang-before-"));
  const folder = join(parent, "release");
  try {
    await prepare(folder, before);
    return (await run(folder, command)).ok;
  } finally {
    await git("worktree", "remove", "--force", folder).catch(() => {});
    rmSync(parent, { recursive: true, force: true });
  }
}

async function verdict(before: string, command: string[]): Promise<string | undefined> {
  const { added, touched } = await migrationsSince(before);
  if (touched.length > 0)
    return `Migrations go forward only: ${touched.join(", ")} may have been applied. Add another that mends it.`;
  if (added.length === 0) return void console.log(`No migration since ${before}.`);
  console.log(`The release of ${before} on ${added.join(", ")}:`);
  if (await worksOnOurSchema(before, command)) return;
  return "The release before does not work on this schema. Expand first, contract with the next release: docs/deploy.md.";
}

const [before, ...command] = process.argv.slice(2).filter((word) => word !== "--");
if (!before) throw new Error("which commit is deployed? npm run check:previous -- <commit>");
const problem = await verdict(before, command.length > 0 ? command : TESTS);
if (problem) {
  console.error(problem);
  process.exit(1);
}
