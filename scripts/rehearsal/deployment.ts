/**
 * A deployment of a clone with this machine in place of the four services: Vercel's build, then the web side and the
 * rooms that it deployed.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Cloud } from "@/dev/cloud";
import { type Service, service, startChild, untilReady } from "@/dev/process/child";
import { BUNDLE_CONFIG, bundleConfig } from "@/dev/rooms/bundle-config";
import { workerRooms } from "@/dev/rooms/worker-rooms";
import { wranglerConfig } from "@/dev/rooms/wrangler-config";
import { outerEnv } from "@/dev/root";
import { ROOM_VARIABLES } from "@/lib/server/env";
import { CLOUDFLARE, type StandInCloudflare } from "@/tests/deploy/stand-in-cloudflare";
import { type Clone, must } from "./clone";

/** The build accepts the rooms' host only without a port. */
const ROOMS_PORT = 80;
export const ROOMS_URL = "http://localhost";
const READY_WITHIN_MS = 120_000;

/**
 * The variables that docs/deploy.md, step 7, sets in Vercel, those that Vercel sets itself, and those that only this
 * machine needs.
 */
export function pasted({ env }: Pick<Cloud, "env">, web: string): Record<string, string> {
  const names = [
    "DATABASE_URL",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "TICKET_SECRET",
    "SESSION_SECRET",
  ];
  return {
    ...Object.fromEntries(names.map((name) => [name, env[name] ?? ""])),
    ...CLOUDFLARE,
    VERCEL_ENV: "production",
    VERCEL_PROJECT_PRODUCTION_URL: "sarangbang.example",
    // The following are needed only because this machine replaces the services.
    NEON_FETCH_ENDPOINT: env.NEON_FETCH_ENDPOINT ?? "",
    ALLOWED_ORIGINS: web,
    ROOMS_DOMAIN: new URL(ROOMS_URL).host,
    LIMIT_SCALE: "1000",
  };
}

/** `npm run build:vercel` as Vercel runs it, with a fake of Cloudflare's API. */
export async function build(
  { folder, aside }: Clone,
  variables: Record<string, string>,
  cloudflare: StandInCloudflare,
): Promise<void> {
  const home = join(aside, "home");
  mkdirSync(home, { recursive: true });
  const path = [join(folder, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const env = { ...outerEnv(), ...variables, PATH: path, HOME: home, CLOUDFLARE_API_BASE_URL: cloudflare.url };
  await must(folder, process.execPath, ["--import", "tsx", "scripts/build-vercel.ts"], env);
}

/** The uploaded rooms in workerd, with their code and variables. */
export function rooms({ aside }: Clone, { workers }: StandInCloudflare): Service {
  const uploaded = [...workers.values()][0];
  if (!uploaded) throw new Error("no Worker was uploaded");
  const bundle = join(aside, "worker");
  const module = "worker.js";
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, module), uploaded.code);
  writeFileSync(join(bundle, BUNDLE_CONFIG), bundleConfig(module, ROOM_VARIABLES, wranglerConfig()));
  const secrets = uploaded.bindings.filter(({ type }) => type === "secret_text");
  const variables = Object.fromEntries(secrets.map(({ name, text = "" }) => [name, text]));
  return workerRooms(bundle, { port: ROOMS_PORT, storage: join(aside, "rooms"), variables });
}

/** The built web side, with Vercel's variables and without those that the build has made. */
export function screens({ folder }: Clone, web: string, variables: Record<string, string>): Service {
  const bin = join(folder, "node_modules/next/dist/bin/next");
  const env = { ...outerEnv(), ...variables, NO_COLOR: "1" };
  const args = [bin, "start", "--port", new URL(web).port];
  const answers = async () => (await fetch(web, { method: "HEAD", redirect: "manual" })).status > 0;
  return service(
    () => startChild({ name: "next start", command: process.execPath, args, cwd: folder, env }),
    (child) => untilReady(child, answers, READY_WITHIN_MS),
  );
}
