/** The check that a release works on the next one's schema, in a repository of three files. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startChild } from "../../dev/child";
import { root } from "../../dev/root";

let folder: string;

async function command(program: string, ...args: string[]) {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" };
  return startChild({ name: program, command: program, args, cwd: folder, env }).exited;
}
async function git(...args: string[]) {
  const { ok, report } = await command("git", "-c", "user.name=Mina", "-c", "user.email=mina@example.com", ...args);
  if (!ok) throw new Error(report);
}
const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
async function commit() {
  await git("add", "-A");
  await git("commit", "-qm", "as it is");
}
/** What the release before was run on: its own code, and whose migrations. */
const LOOK = `const { readFileSync: read, existsSync: is } = require("node:fs");
console.log("code", read("code.txt", "utf8"), "migrations", read("db/migrations/0001.sql", "utf8"), is("node_modules"));
process.exit(Number(process.env.VERDICT ?? 0));`;
const check = (...args: string[]) => {
  const script = join(root, "scripts/previous-release.ts");
  return command(process.execPath, "--import", join(root, "node_modules/tsx/dist/loader.mjs"), script, ...args);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sarangbang-release-"));
  mkdirSync(join(folder, "db/migrations"), { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  write(".gitignore", "node_modules\n");
  write("package-lock.json", "{}");
  write("code.txt", "old");
  write("db/migrations/0000.sql", "first");
  await git("init", "-q");
  await commit();
});
afterEach(() => {
  delete process.env.VERDICT;
  rmSync(folder, { recursive: true, force: true });
});

it("runs the code of before on the migrations of now, and leaves nothing behind", async () => {
  write("code.txt", "new");
  write("db/migrations/0001.sql", "second");
  await commit();
  const { ok, report } = await check("HEAD^", "--", process.execPath, "-e", LOOK);
  expect(report).toContain("code old migrations second true");
  expect(ok).toBe(true);
  expect(existsSync(join(folder, ".git/worktrees"))).toBe(false);
});

it("fails where the code of before fails", async () => {
  write("db/migrations/0001.sql", "second");
  await commit();
  process.env.VERDICT = "1";
  const { ok, report } = await check("HEAD^", "--", process.execPath, "-e", LOOK);
  expect(ok).toBe(false);
  expect(report).toContain("The release before does not work on this schema");
});

it("without a new migration there is nothing to run", async () => {
  write("code.txt", "new");
  await commit();
  const { ok, report } = await check("HEAD^", "--", process.execPath, "-e", "process.exit(1)");
  expect(ok).toBe(true);
  expect(report).toContain("No migration since HEAD^");
});

it.each([
  ["changed", () => write("db/migrations/0000.sql", "first, otherwise")],
  ["deleted", () => rmSync(join(folder, "db/migrations/0000.sql"))],
])("a migration that was %s fails it: migrations go forward only", async (_, change) => {
  change();
  write("db/migrations/0001.sql", "second");
  await commit();
  const { ok, report } = await check("HEAD^", "--", process.execPath, "-e", LOOK);
  expect(ok).toBe(false);
  expect(report).toContain("go forward only: db/migrations/0000.sql");
});
