import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
let folder: string;

/** Fails the first time that the file runs. */
const unstable = (file: string) => `
  import { existsSync, writeFileSync } from "node:fs";
  import { expect, it } from "vitest";
  const isFirst = !existsSync("${file}");
  writeFileSync("${file}", "");
  it("passes", () => {});
  it("comes too late", () => expect(isFirst).toBe(false));
`;

const config = `
  const project = (name) => ({ extends: true, test: { name, include: [name + "*.test.mjs"] } });
  export default {
    test: {
      reporters: ["default", "${root}/scripts/testing/summary-reporter.ts"],
      projects: [project("unit"), project("screens"), project("web")],
    },
  };
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sarangbang-tests-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "vitest.config.mjs"), config);
  writeFileSync(join(folder, "web.test.mjs"), 'import { it } from "vitest"; it("passes", () => {}); it.skip("rests");');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** @returns the exit code and the last line printed. */
function runTests(project: string) {
  const loader = join(root, "node_modules", "tsx", "dist", "loader.mjs");
  const args = [
    "--import",
    loader,
    join(root, "scripts/testing/run-tests.ts"),
    "--project=web",
    `--project=${project}`,
  ];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { status, line: stdout.trim().split("\n").at(-1) };
}

it("a file that fails once and passes alone has passed", () => {
  writeFileSync(join(folder, "screens.test.mjs"), unstable("ran"));
  expect(runTests("screens")).toEqual({ status: 0, line: "3 passed, 0 failed, 1 skipped" });
});

it("a file that fails twice has failed", () => {
  writeFileSync(
    join(folder, "screens.test.mjs"),
    'import { it } from "vitest"; it("fails", () => { throw new Error(); });',
  );
  expect(runTests("screens")).toEqual({ status: 1, line: "1 passed, 1 failed, 1 skipped" });
});

it("a unit test that fails once has failed", () => {
  writeFileSync(join(folder, "unit.test.mjs"), unstable("unit-ran"));
  expect(runTests("unit")).toEqual({ status: 1, line: "2 passed, 1 failed, 1 skipped" });
});

it("a file that cannot load has failed", () => {
  writeFileSync(join(folder, "screens.test.mjs"), 'import "./nowhere.mjs";');
  expect(runTests("screens")).toEqual({ status: 1, line: "1 passed, 1 failed, 1 skipped" });
});

it("a run whose set-up fails has failed", () => {
  writeFileSync(join(folder, "screens.test.mjs"), 'import { it } from "vitest"; it("passes", () => {});');
  writeFileSync(join(folder, "vitest.config.mjs"), config.replace("test: {", 'test: { globalSetup: "./fails.mjs",'));
  writeFileSync(join(folder, "fails.mjs"), "export default () => { throw new Error(); };");
  expect(runTests("screens")).toEqual({ status: 1, line: "0 passed, 1 failed" });
});
