import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "@/dev/root";
import { nodeOn } from "./pins";

/** A script of this folder in a process of its own, which answers questions over IPC, one at a time. */
export class BenchProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<never>;

  constructor(
    private readonly script: string,
    args: string[],
    cpu: number | undefined,
  ) {
    const [command, words] = nodeOn(cpu, ["--import", "tsx", join(import.meta.dirname, script), ...args]);
    this.child = spawn(command, words, { cwd: root, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.ended = once(this.child, "exit").then(([code, signal]) => {
      throw new Error(`bench/${this.script} ${args[0] ?? ""} ended (${signal ?? `exit code ${code}`})`);
    });
    this.ended.catch(() => {});
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** The first message, which it sends when it is ready. */
  ready<T>(): Promise<T> {
    return this.answer();
  }

  async ask<T>(question: object): Promise<T> {
    const answer = this.answer<T>();
    this.child.send(question);
    return answer;
  }

  /** The process stops what it has started, and ends, when it loses its connection. */
  async end(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.ended.catch(() => {});
  }

  private async answer<T>(): Promise<T> {
    const [message] = await Promise.race([once(this.child, "message"), this.ended]);
    return message as T;
  }
}
