/** The files of a new user: a clone of the last commit, and its packages. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "@/dev/process/child";
import { outerEnv, root } from "@/dev/root";

export interface Clone {
  folder: string;
  /** A folder beside the clone, for the rehearsal's own files. */
  aside: string;
  remove(): void;
}

/** Runs a command in a folder and shows its lines. @throws Error with its last lines if it fails */
export async function must(cwd: string, command: string, args: string[], env: NodeJS.ProcessEnv = outerEnv()) {
  const onLine = (line: string) => console.log(`  ${line}`);
  const { ok, report } = await startChild({ name: command, command, args, cwd, env, onLine, graceMs: 0 }).exited;
  if (!ok) throw new Error(report);
}

export async function cleanClone(): Promise<Clone> {
  const aside = mkdtempSync(join(tmpdir(), "sarangbang-rehearsal-"));
  const folder = join(aside, "sarangbang");
  await must(root, "git", ["clone", "--quiet", root, folder]);
  await must(folder, "npm", ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]);
  return { folder, aside, remove: () => rmSync(aside, { recursive: true, force: true }) };
}
