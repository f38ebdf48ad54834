/** One production build for all browser tests of a run, however many files and workers take part. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { buildWeb } from "../../dev/web";

const BUILT_WITHIN_MS = 180_000;
/** Beside a build of one's own, not over it. */
const DIST_DIR = ".next-test";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder of this run, in which the workers tell each other how the build stands. */
    buildFolder: string;
  }
}

/** Vitest's global setup: makes the folder. The build begins with the first test that needs it. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "sarangbang-build-"));
  project.provide("buildFolder", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Builds the web side, or waits until another worker has. @throws Error where the build failed. */
export async function buildOnce(): Promise<void> {
  process.env.NEXT_DIST_DIR = DIST_DIR;
  const [begun, done, failed] = ["begun", "done", "failed"].map((name) => join(inject("buildFolder"), name)) as [
    string,
    string,
    string,
  ];
  if (isFirst(begun)) {
    await buildWeb({ port: 0, variables: {} }).catch((error) => {
      writeFileSync(failed, String(error));
      throw error;
    });
    return writeFileSync(done, "");
  }
  const deadline = Date.now() + BUILT_WITHIN_MS;
  while (!existsSync(done)) {
    if (existsSync(failed) || Date.now() > deadline) throw new Error("the build in another worker did not succeed");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Making a folder succeeds for one only. */
function isFirst(mark: string): boolean {
  try {
    mkdirSync(mark);
    return true;
  } catch {
    return false;
  }
}
