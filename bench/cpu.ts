import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Kernel clock ticks a second; Linux has had 100 for as long as anyone asks. */
const TICKS_PER_S = 100;

/** The process that listens on this port; with `partykit dev` a grandchild, so its parent cannot tell. */
export function pidOnPort(port: number): number {
  const line = execFileSync("ss", ["-ltnpH", `sport = :${port}`], { encoding: "utf8" });
  const pid = /pid=(\d+)/.exec(line)?.[1];
  if (!pid) throw new Error(`nobody listens on port ${port}`);
  return Number(pid);
}

/** CPU time of a process so far, in ms. Linux only. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_S) * 1000;
}
