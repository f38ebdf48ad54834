/** Servers and load on CPUs of their own, by `taskset` (util-linux), so that the load takes no time from the servers. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findProgram } from "@/dev/process/find-program";

export interface Pins {
  servers?: number;
  load?: number;
  /** For the output. */
  note: string;
}

/** The CPUs of this machine that this process may use, from a list like `0-2,5`. */
function allowedCpus(): number[] {
  const list = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Chooses the CPUs, and moves this process to the load's. */
export function choosePins(): Pins {
  const [servers, load] = allowedCpus();
  if (!findProgram("taskset")) return { note: "not pinned to CPUs: there is no taskset" };
  if (servers === undefined || load === undefined) return { note: "not pinned to CPUs: there is only one" };
  execFileSync("taskset", ["-cp", `${load}`, `${process.pid}`]);
  return { servers, load, note: `servers on CPU ${servers}, load on CPU ${load}` };
}

/** The command that runs Node.js with these arguments on a CPU; its children inherit the CPU. */
export function nodeOn(cpu: number | undefined, args: string[]): [command: string, args: string[]] {
  if (cpu === undefined) return [process.execPath, args];
  return ["taskset", ["-c", `${cpu}`, process.execPath, ...args]];
}
