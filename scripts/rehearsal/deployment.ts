/** A deployment of a clone with this machine in the four services' place: what Vercel's build does, then what each host runs. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { z } from "zod";
import { type Service, service, startChild, untilReady } from "../../dev/child";
import type { Cloud } from "../../dev/cloud";
import { outerEnv } from "../../dev/root";
import { type Clone, must } from "./clone";

/** The build knows rooms by a host's name without a port. */
const ROOMS_PORT = 80;
export const ROOMS_URL = "http://localhost";
const READY_WITHIN_MS = 120_000;

/** What step 6 of docs/deploy.md pastes into Vercel, what Vercel itself sets, and what this machine needs besides. */
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
    PARTYKIT_LOGIN: "mina",
    PARTYKIT_TOKEN: "a token of PartyKit's",
    VERCEL_ENV: "production",
    VERCEL_PROJECT_PRODUCTION_URL: "sarangbang.example",
    // From here on: only because this machine stands in for the services.
    NEON_FETCH_ENDPOINT: env.NEON_FETCH_ENDPOINT ?? "",
    ALLOWED_ORIGINS: web,
    ROOMS_DOMAIN: new URL(ROOMS_URL).host,
    CLOUDFLARE_ACCOUNT_ID: "an account",
    CLOUDFLARE_API_TOKEN: "a token of Cloudflare's",
    LIMIT_SCALE: "1000",
  };
}

/** PartyKit's tool, which notes how it was asked to deploy. */
const PARTYKIT = `#!${process.execPath}
require("node:fs").writeFileSync(process.env.DEPLOYED, JSON.stringify(process.argv.slice(2)));
`;

/** `npm run build:vercel` as Vercel runs it. @returns the variables that the rooms were deployed with, as `--var` arguments. */
export async function build({ folder, aside }: Clone, variables: Record<string, string>): Promise<string[]> {
  const tools = join(aside, "tools");
  const deployed = join(aside, "deployed.json");
  mkdirSync(tools);
  writeFileSync(join(tools, "partykit"), PARTYKIT);
  chmodSync(join(tools, "partykit"), 0o755);
  const path = [tools, join(folder, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const env = { ...outerEnv(), ...variables, PATH: path, DEPLOYED: deployed };
  await must(folder, process.execPath, ["--import", "tsx", "scripts/build-vercel.ts"], env);
  const asked = z.array(z.string()).parse(JSON.parse(readFileSync(deployed, "utf8")));
  return asked.slice(asked.indexOf("--var"));
}

/** The deployed rooms, in workerd. */
export function rooms({ folder, aside }: Clone, variables: string[]): Service {
  const bin = join(folder, "node_modules/partykit/dist/bin.mjs");
  const args = [bin, "dev", "--no-hotkeys", "--disable-request-cf-fetch", "--port", `${ROOMS_PORT}`];
  return hosted("partykit dev", folder, [...args, "--persist", join(aside, "rooms"), ...variables], ROOMS_URL);
}

/** The built screens, with the variables that Vercel hands them and not those that the build has made. */
export function screens({ folder }: Clone, web: string, variables: Record<string, string>): Service {
  const bin = join(folder, "node_modules/next/dist/bin/next");
  return hosted("next start", folder, [bin, "start", "--port", new URL(web).port], web, variables);
}

function hosted(name: string, cwd: string, args: string[], url: string, variables = {}): Service {
  const env = { ...outerEnv(), ...variables, NO_COLOR: "1" };
  const answers = async () => (await fetch(url, { method: "HEAD", redirect: "manual" })).status > 0;
  return service(
    () => startChild({ name, command: process.execPath, args, cwd, env }),
    (child) => untilReady(child, answers, READY_WITHIN_MS),
  );
}
