/** CPU time and memory of a process with all its descendants, from Linux's /proc. */
import { readdirSync, readFileSync } from "node:fs";
import { parseStat, type Stat } from "./process-stats";

/** A busy tree starts and ends processes; in practice the second reading is already consistent. */
const READINGS_MAX = 50;

interface Reading extends Stat {
  pid: number;
}

/**
 * User and system time so far, in ms, by program name; the root's own share is under `rootName`. An ended process
 * counts under its parent, which the kernel adds it to (`cutime`) when the parent waits for it.
 */
export function treeCpuMs(root: number, rootName = "root"): Map<string, number> {
  const byProgram = new Map<string, number>();
  for (const { pid, program, cpuMs, endedCpuMs } of consistentTree(root)) {
    const name = pid === root ? rootName : program;
    byProgram.set(name, (byProgram.get(name) ?? 0) + cpuMs + endedCpuMs);
  }
  return byProgram;
}

/**
 * Memory of all descendants in bytes, without mapped files: programs are shared with processes outside the tree, which come and go. A page
 * that n processes share counts as 1/n in each (PSS), so that forks do not count twice.
 */
export function memoryBelow(root: number): number {
  const [, ...descendants] = treeOf(root);
  return descendants.reduce((sum, { pid }) => sum + proportionalBytes(pid), 0);
}

/**
 * The tree at one moment: a process that ended between the readings of itself and of its parent would count twice or
 * not at all.
 */
function consistentTree(root: number): Reading[] {
  const pids = (tree: Reading[]) => tree.map(({ pid }) => pid).join();
  for (let tries = 0; tries < READINGS_MAX; tries++) {
    const [before, tree, after] = [treeOf(root), treeOf(root), treeOf(root)];
    if (pids(before) === pids(tree) && pids(tree) === pids(after)) return tree;
  }
  throw new Error(`the processes under ${root} start and end too fast to be counted`);
}

function treeOf(root: number): Reading[] {
  const children = new Map<number, Reading[]>();
  for (const each of readAll()) children.set(each.parent, [...(children.get(each.parent) ?? []), each]);
  const own = readOne(`${root}`);
  if (!own) throw new Error(`process ${root} has ended`);
  const tree = [own];
  // `tree` grows while it is walked.
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function readAll(): Reading[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readOne(name) ?? []) : []));
}

/** Undefined: the process has ended. */
function readOne(pid: string): Reading | undefined {
  const stat = readProc(pid, "stat");
  return stat === "" ? undefined : { pid: Number(pid), ...parseStat(stat) };
}

/** 0 for a process that has ended or not yet begun. */
function proportionalBytes(pid: number): number {
  const parts = readProc(`${pid}`, "smaps_rollup").matchAll(/^Pss_(?:Anon|Shmem):\s+(\d+) kB$/gm);
  return [...parts].reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0);
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
