/** What takes seconds to start is started once a worker: files that do not run alone (vitest.config.ts) come one after another in it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopChildren } from "@/dev/process/child";

/** Opens with the first call, and is left open: it ends with the worker, and its processes with it (dev/process/child.ts). */
export function shared<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= endWithWorker().then(open);
    return opened;
  };
}

let isWatched = false;

/** Vitest ends a worker by SIGTERM, which would skip what is to be done on exit. */
async function endWithWorker(): Promise<void> {
  if (isWatched) return;
  isWatched = true;
  process.once("SIGTERM", () => {
    stopChildren();
    process.exit();
  });
}

/** A folder that goes with the process. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
