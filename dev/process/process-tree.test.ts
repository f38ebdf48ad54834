import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { memoryBelow, treeCpuMs } from "./process-tree";

const BURN_MS = 300;
/** The kernel's ticks round each process's time down. */
const LEAST_MS = BURN_MS - 20;
const BURN = `while (process.cpuUsage().user < ${BURN_MS} * 1000); console.log("burnt");`;
const STAY = "setInterval(() => {}, 1000);";

/** Code that runs `code` in a child. */
const inChild = (code: string) =>
  `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(code)}], { stdio: "inherit" })`;

const started: ChildProcess[] = [];
afterEach(() => {
  for (const { pid } of started.splice(0)) if (pid) process.kill(-pid, "SIGKILL");
});

/** Starts a process that runs `code`, and waits for a line that it or a descendant writes. */
async function start(code: string): Promise<number> {
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  started.push(child);
  await once(child.stdout, "data");
  return child.pid as number;
}

const total = (cpu: Map<string, number>) => [...cpu.values()].reduce((sum, each) => sum + each, 0);

describe.skipIf(process.platform !== "linux")("the process tree", () => {
  it("counts the CPU time of the process itself", async () => {
    expect(total(treeCpuMs(await start(`${BURN} ${STAY}`)))).toBeGreaterThanOrEqual(LEAST_MS);
  });

  it("counts the CPU time of a child of a child", async () => {
    const pid = await start(`${inChild(`${inChild(`${BURN} ${STAY}`)}; ${STAY}`)}; ${STAY}`);
    expect(total(treeCpuMs(pid))).toBeGreaterThanOrEqual(LEAST_MS);
  });

  it("counts the CPU time of a child that has ended", async () => {
    const silent = BURN.replace('console.log("burnt");', "");
    const pid = await start(`${inChild(silent)}.on("exit", () => console.log("ended")); ${STAY}`);
    const cpu = treeCpuMs(pid);
    expect([...cpu.keys()]).toEqual(["root"]);
    expect(total(cpu)).toBeGreaterThanOrEqual(LEAST_MS);
  });

  it("names the root's share as asked, and a descendant's by its program", async () => {
    const sleep = 'require("node:child_process").spawn("sleep", ["60"]).on("spawn", () => console.log("up"));';
    expect([...treeCpuMs(await start(`${sleep} ${STAY}`), "gateways").keys()].sort()).toEqual(["gateways", "sleep"]);
  });

  it("counts the memory of a descendant, and not the root's", async () => {
    const bytes = 64 * 1024 * 1024;
    const hold = (what: string) => `globalThis.held = Buffer.alloc(${bytes}, 1); console.log("${what}"); ${STAY}`;
    expect(memoryBelow(await start(hold("alone")))).toBe(0);
    expect(memoryBelow(await start(`${inChild(hold("below"))}; ${STAY}`))).toBeGreaterThan(bytes);
  });

  it("counts no process outside the tree", async () => {
    const pid = await start(`console.log("up"); ${STAY}`);
    const before = total(treeCpuMs(pid));
    expect(total(treeCpuMs(await start(`${BURN} ${STAY}`)))).toBeGreaterThanOrEqual(LEAST_MS);
    expect(total(treeCpuMs(pid)) - before).toBeLessThan(LEAST_MS / 2);
  });
});
