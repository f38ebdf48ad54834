/**
 * Resources that take seconds to start are started once per worker: files that do not run alone (vitest.config.ts)
 * share it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopChildren } from "@/dev/process/child";

/** Opened by the first call and left open: it ends with the worker, and so do its processes (dev/process/child.ts). */
export function shared<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= endWithWorker().then(open);
    return opened;
  };
}

let isWatched = false;

/** Vitest ends a worker by SIGTERM, which would skip the exit handlers. */
async function endWithWorker(): Promise<void> {
  if (isWatched) return;
  isWatched = true;
  process.once("SIGTERM", () => {
    stopChildren();
    process.exit();
  });
}

/** A folder that is deleted with the process. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
