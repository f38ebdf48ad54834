/** One production build for all browser tests of a run, begun while other tests run. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { buildWeb } from "@/dev/web";

const BUILT_WITHIN_MS = 280_000;
/** Separate from the developer's own build. */
const DIST_DIR = ".next-test";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder of this run, in which the workers find the result of the build. */
    buildFolder: string;
  }
}

/** Vitest's global setup of the projects that need the build. */
export default function setup(project: TestProject): () => void {
  // A running site is already built.
  if (process.env.TEST_SITE) {
    project.provide("buildFolder", "");
    return () => {};
  }
  begun ??= begin();
  project.provide("buildFolder", begun);
  return () => rmSync(begun ?? "", { recursive: true, force: true });
}

let begun: string | undefined;

function begin(): string {
  const folder = mkdtempSync(join(tmpdir(), "sarangbang-build-"));
  process.env.NEXT_DIST_DIR = DIST_DIR;
  buildWeb({ port: 0, variables: { TEST_BUILD: "1" } }).then(
    () => writeFileSync(join(folder, "done"), ""),
    (error) => writeFileSync(join(folder, "failed"), String(error)),
  );
  return folder;
}

/** Waits for the build. @throws Error if it failed. */
export async function built(): Promise<void> {
  process.env.NEXT_DIST_DIR = DIST_DIR;
  const has = (ending: string) => existsSync(join(inject("buildFolder"), ending));
  const deadline = Date.now() + BUILT_WITHIN_MS;
  while (!has("done")) {
    if (has("failed") || Date.now() > deadline) throw new Error("the build did not succeed");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
