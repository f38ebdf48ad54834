/** What a workflow may and may not do, beyond its grammar. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../dev/root";

const folder = join(root, ".github/workflows");
const files = readdirSync(folder);

it("there are workflows to look at", () => expect(files.length).toBeGreaterThanOrEqual(3));

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");
  const lines = text.split("\n");

  it("pins every action by its commit, and says which version that is", () => {
    const uses = lines.filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may read the code and nothing else, and keeps no credentials", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    expect(text.match(/permissions:/g)).toHaveLength(1);
    const checkouts = text.match(/actions\/checkout@/g) ?? [];
    expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
  });

  it("puts nothing that somebody else has written into a command", () => {
    const commands = text.match(/^ +(- )?run: (\|\n(?: {10,}.*\n?)+|.*)/gm) ?? [];
    for (const command of commands) expect(command).not.toContain("${{");
    expect(text).not.toContain("pull_request_target");
  });

  it("ends by itself, and does not run twice for the same", () => {
    const jobs = text.match(/runs-on:/g) ?? [];
    expect(text.match(/timeout-minutes:/g)).toHaveLength(jobs.length);
    expect(text).toMatch(/^concurrency:\n {2}group: /m);
  });

  it("installs packages without their scripts", () => {
    for (const line of lines) if (/npm (ci|install)/.test(line)) expect(line).toContain("--ignore-scripts");
  });
});
