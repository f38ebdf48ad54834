/** The rooms' stores: the local cloud's embedded Postgres and Redis, behind their real endpoints, in Node. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startCloud } from "@/dev/cloud";

declare module "vitest" {
  export interface ProvidedContext {
    roomVariables: Record<string, string>;
  }
}

export default async function setup({ provide }: TestProject) {
  const dataDir = mkdtempSync(join(tmpdir(), "sarangbang-hibernation-"));
  const cloud = await startCloud({ dataDir, postgres: "memory", redis: "embedded", rooms: false, next: false });
  const { SESSION_SECRET: _, NEXT_PUBLIC_PARTYKIT_HOST: __, ...variables } = cloud.env;
  provide("roomVariables", { ...variables, MESSAGE_RATE: "1000000", MESSAGE_BURST: "1000000" });
  return async () => {
    await cloud.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
