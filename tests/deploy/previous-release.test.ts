/** The check of compatibility between releases, in a repository of a few files with a fake of Vitest. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startChild } from "@/dev/process/child";
import { root } from "@/dev/root";

/** Each test starts a dozen processes, on a machine that may be busy. */
vi.setConfig({ testTimeout: 120_000 });

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
/** Replaces Vitest: prints the folders it runs in. tests.json lists, for each test, the rooms with which it passes. */
const VITEST = `#!${process.execPath}
const { readFileSync, writeFileSync, existsSync, readdirSync } = require("node:fs");
const { dirname, join } = require("node:path");
const read = (file) => readFileSync(file, "utf8");
const rooms = read(JSON.parse(read("partykit.json")).main);
console.log("client", read("code.txt"), "rooms", rooms, "migrations", readdirSync("db/migrations").join(), process.argv.slice(2).join(" "));
const tests = Object.entries(JSON.parse(read("tests.json"))).map(([fullName, passesWith]) => {
  return { fullName, status: passesWith.includes(rooms) ? "passed" : "failed" };
});
const failed = tests.some(({ status }) => status === "failed");
const to = process.argv.find((word) => word.startsWith("--outputFile.json="))?.split("=")[1];
const file = { name: join(process.cwd(), "a.test.ts"), status: failed ? "failed" : "passed", assertionResults: tests };
if (to) writeFileSync(to, JSON.stringify({ testResults: [file] }));
process.exit(failed ? 1 : 0);
`;
const check = (before: string) => {
  const script = join(root, "scripts/previous-release.ts");
  return command(process.execPath, "--import", join(root, "node_modules/tsx/dist/loader.mjs"), script, before);
};
/** A release's code: its client, and its rooms. */
const release = (code: string, tests: Record<string, string[]> = { "R1: numbers": ["old", "new"] }) => {
  write("code.txt", code);
  write("party/server.txt", code);
  write("tests.json", JSON.stringify(tests));
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sarangbang-release-"));
  mkdirSync(join(folder, "db/migrations"), { recursive: true });
  mkdirSync(join(folder, "party"));
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  write("node_modules/.bin/vitest", VITEST);
  chmodSync(join(folder, "node_modules/.bin/vitest"), 0o755);
  write(".gitignore", "node_modules\n");
  write("package-lock.json", "{}");
  write("partykit.json", JSON.stringify({ name: "chat", main: "party/server.txt" }));
  release("old");
  write("db/migrations/0000.sql", "first");
  await git("init", "-q");
  await commit();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ["the first push of a branch", "0".repeat(40)],
  ["a commit that a forced push left behind", "1".repeat(40)],
])("%s: there is no previous release, and that is not a failure", async (_, before) => {
  const { ok, report } = await check(before);
  expect(ok).toBe(true);
  expect(report).toContain("no release before this one");
  expect(report).not.toContain("client old");
});

describe("the previous code on this schema", () => {
  it("runs on the current migrations, and leaves nothing behind", async () => {
    write("db/migrations/0001.sql", "second");
    await commit();
    const { ok, report } = await check("HEAD^");
    expect(report).toContain("client old rooms old migrations 0000.sql,0001.sql run --no-file-parallelism");
    expect(report).toContain("tests/api tests/integration");
    expect(ok).toBe(true);
    expect(existsSync(join(folder, ".git/worktrees"))).toBe(false);
  });

  it("fails if the previous code fails", async () => {
    release("old", { "R3: rows": ["none"] });
    await commit();
    write("db/migrations/0001.sql", "second");
    await commit();
    const { ok, report } = await check("HEAD^");
    expect(ok).toBe(false);
    expect(report).toContain("The release before does not work on this schema");
  });

  it("without a new migration, and with the same rooms and clients, nothing is run", async () => {
    write("README.md", "new words");
    await commit();
    const { ok, report } = await check("HEAD^");
    expect(ok).toBe(true);
    expect(report).toContain("No migration since HEAD^");
    expect(report).not.toContain("client old");
  });

  it.each([
    ["changed", () => write("db/migrations/0000.sql", "first, otherwise")],
    ["deleted", () => rmSync(join(folder, "db/migrations/0000.sql"))],
  ])("a migration that was %s fails it: migrations are only ever added", async (_, change) => {
    change();
    write("db/migrations/0001.sql", "second");
    await commit();
    const { ok, report } = await check("HEAD^");
    expect(ok).toBe(false);
    expect(report).toContain("go forward only: db/migrations/0000.sql");
  });
});

describe("the client of each release in the other's rooms", () => {
  it("runs both ways, each with its own suite; new tests may fail in old rooms", async () => {
    release("new", { "R1: numbers": ["old", "new"], "R9: fireworks": ["new"] });
    await commit();
    const { ok, report } = await check("HEAD^");
    expect(report).toMatch(
      /client old rooms new .* tests\/integration\n.*client new rooms old .* tests\/integration\n/s,
    );
    expect(report).toContain("New tests that the previous rooms cannot pass:\n  a.test.ts: R9: fireworks");
    expect(ok).toBe(true);
    expect(existsSync(join(folder, ".git/worktrees"))).toBe(false);
  });

  it("fails if previous pages do not work with these rooms, and lists the tests", async () => {
    release("old", { "R1: numbers": ["old"] });
    await commit();
    release("new", { "R1: numbers": ["new"] });
    await commit();
    const { ok, report } = await check("HEAD^");
    expect(report).toContain("Clients of the previous release do not work with these rooms");
    expect(report).toContain("a.test.ts: R1: numbers");
    expect(ok).toBe(false);
  });

  it("fails if this client does not work with the previous rooms in a test that both releases have", async () => {
    release("new", { "R1: numbers": ["new"] });
    await commit();
    const { ok, report } = await check("HEAD^");
    expect(report).toContain("Clients of this release do not work with the rooms of the previous one");
    expect(ok).toBe(false);
  });
});
