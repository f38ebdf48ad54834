/** The resource use of a process on this machine, from Linux's /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The kernel's clock ticks, in which it reports CPU time; always 10 ms on Linux. */
const MS_PER_TICK = 10;
const LISTENING = "0A";

/**
 * The process that listens on this TCP port; with `partykit dev` it is a grandchild, so its id is unknown otherwise.
 */
export function pidOnPort(port: number): number {
  const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeners(table, port)));
  const pid = readdirSync("/proc").find((name) => /^\d+$/.test(name) && opensAny(name, inodes));
  if (!pid) throw new Error(`nobody listens on port ${port}`);
  return Number(pid);
}

/** CPU time so far, in ms. */
export function cpuMs(pid: number): number {
  return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8")).cpuMs;
}

export interface Stat {
  program: string;
  parent: number;
  /** CPU time so far, in ms. */
  cpuMs: number;
  /** CPU time of its ended descendants that were waited for, in ms. */
  endedCpuMs: number;
}

/** @param stat the content of /proc/<pid>/stat */
export function parseStat(stat: string): Stat {
  // A program's name may contain spaces and brackets.
  const [open, close] = [stat.indexOf("("), stat.lastIndexOf(")")];
  const fields = stat.slice(close + 2).split(" ");
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number);
  return {
    program: stat.slice(open + 1, close),
    parent: Number(fields[1]),
    cpuMs: (utime + stime) * MS_PER_TICK,
    endedCpuMs: (cutime + cstime) * MS_PER_TICK,
  };
}

/** Resident memory, in bytes. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

/** Inodes of the sockets that listen on a port, from one of the kernel's tables. */
function listeners(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync(table, "utf8").split("\n").slice(1);
  return rows.flatMap((row) => {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
    return local?.endsWith(suffix) && state === LISTENING && inode ? [inode] : [];
  });
}

function opensAny(pid: string, inodes: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlink(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    // The process has ended, or belongs to another user.
    return false;
  }
}

function readlink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Closed meanwhile.
    return "";
  }
}
