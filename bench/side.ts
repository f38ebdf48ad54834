import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { memoryBelow, treeCpuMs } from "@/dev/process/process-tree";
import { BenchProcess } from "./bench-process";
import type { HostQuestion } from "./host";
import type { Counts, Shape, SideName } from "./sides/hosted";
import type { Place } from "./wires";

/** What a side has used since its start. */
export interface Usage extends Partial<Counts> {
  /** CPU time in ms, by program. */
  cpu: Map<string, number>;
}

/** One side of the comparison, running, as its driver sees it. */
export class Side {
  private constructor(
    readonly name: SideName,
    private readonly host: BenchProcess,
    private readonly dataDir: string,
  ) {}

  /** @param base the folder for the storage of rooms */
  static async start(name: SideName, base: string, bundle: string, cpu: number | undefined): Promise<Side> {
    const dataDir = mkdtempSync(join(base, "side-"));
    const side = new Side(name, new BenchProcess("host.ts", [name, dataDir, bundle], cpu), dataDir);
    await side.host.ready().catch(async (error) => {
      await side.stop();
      throw error;
    });
    return side;
  }

  get wire() {
    if (this.name === "socket.io") return "socket.io";
    return this.name === "worker" || this.name === "partykit" ? "room" : "bare";
  }

  places(shape: Shape): Promise<Place[]> {
    return this.host.ask({ places: shape } satisfies HostQuestion);
  }

  async usage(): Promise<Usage> {
    const counts = await this.host.ask<Partial<Counts>>({ counts: true } satisfies HostQuestion);
    return { cpu: treeCpuMs(this.host.pid, this.wire === "room" ? "gateways" : "launcher"), ...counts };
  }

  /** Without the process that hosts the servers: its own garbage would hide what sockets use. */
  memoryBytes(): number {
    return memoryBelow(this.host.pid);
  }

  async stop(): Promise<void> {
    await this.host.end();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
