/** The rules for workflows, beyond their grammar. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "@/dev/root";

const folder = join(root, ".github/workflows");
const files = readdirSync(folder);

it("there are workflows to check", () => expect(files.length).toBeGreaterThanOrEqual(4));

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");
  const lines = text.split("\n");

  it("pins every action by its commit, with the version in a comment", () => {
    const uses = lines.filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may only read the code, and keeps no credentials", () => {
    // The sweep reads the open pull requests.
    expect(text).toMatch(/^permissions:\n {2}contents: read\n( {2}pull-requests: read\n)?\n/m);
    expect(text.match(/permissions:/g)).toHaveLength(1);
    const checkouts = text.match(/actions\/checkout@/g) ?? [];
    expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
  });

  it("puts no text of an outside author into a command", () => {
    const commands = text.match(/^ +(- )?run: (\|\n(?: {10,}.*\n?)+|.*)/gm) ?? [];
    for (const command of commands) expect(command).not.toContain("${{");
    expect(text).not.toContain("pull_request_target");
  });

  it("has a timeout, and does not run twice for the same ref", () => {
    const jobs = text.match(/runs-on:/g) ?? [];
    expect(text.match(/timeout-minutes:/g)).toHaveLength(jobs.length);
    expect(text).toMatch(/^concurrency:\n {2}group: /m);
  });

  it("gives secrets of previews only to the previews' own environment", () => {
    if (/secrets\./.test(text)) expect(text).toMatch(/^ {4}environment: previews$/m);
  });

  it("installs packages without their scripts", () => {
    for (const line of lines) if (/npm (ci|install)/.test(line)) expect(line).toContain("--ignore-scripts");
  });
});

/** The decision of the first step of the previews' workflows, run as GitHub's shell runs it. */
async function decides(file: string, env: Record<string, string>): Promise<string> {
  const text = readFileSync(join(folder, file), "utf8");
  const script = /run: \|\n((?: {10}.*\n)+)/.exec(text)?.[1] ?? expect.fail("no such step");
  const output = join(mkdtempSync(join(tmpdir(), "sarangbang-workflow-")), "output");
  writeFileSync(output, "");
  const names = ["PREVIEWS", "CLOUDFLARE_API_TOKEN", "PARTYKIT_TOKEN", "NEON_API_KEY", "UPSTASH_REDIS_REST_TOKEN"];
  const empty = Object.fromEntries(names.map((name) => [name, ""]));
  execFileSync("bash", ["--norc", "-eo", "pipefail", "-c", script], {
    env: { ...empty, ...env, GITHUB_OUTPUT: output } as never,
  });
  return readFileSync(output, "utf8");
}

it.each(["preview-cleanup.yml", "preview-sweep.yml"])(
  "%s runs, and fails, if only some secrets are set",
  async (file) => {
    expect(await decides(file, {})).toBe("");
    expect(await decides(file, { NEON_API_KEY: "a key" })).toBe("on=true\n");
    expect(await decides(file, { PREVIEWS: "on" })).toBe("on=true\n");
  },
);

it("a first push has no previous release, and the dependency review is for public repositories", () => {
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  expect(read("ci.yml")).toContain("github.event.pull_request.base.sha || github.event.before");
  expect(read("dependency-review.yml")).toContain("if: github.event.repository.private == false");
});
