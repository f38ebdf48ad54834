/** What is to be deployed, and where, read from the platform's variables. Nothing is asked of anybody here. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { NeonProject } from "./neon";
import { isPreviewPrefix, neonBranch, previewPrefix, slugOf } from "./slug";
import { Incomplete, PRODUCTION_ONLY, preview, production, read } from "./variables";

export interface Deployment {
  /** What the database is marked with, and what people read: "production", or a preview's branch. */
  name: string;
  /** A preview's name in addresses. */
  slug?: string;
  database: { url: string } | { neon: NeonProject; branch: string };
  rooms: { host: string; domain?: string };
  /** What both sides read, but for DATABASE_URL where it is Neon's to say. Those that are not set are not there. */
  variables: Record<string, string>;
  /** Of those, the ones that this build has made: the platform does not know them, so they go into the server's code. */
  made: string[];
}

type Environment = Record<string, string | undefined>;

/** @throws Incomplete, or Error saying what must not be so. */
export function deploymentOf(env: Environment): Deployment {
  if (env.VERCEL_ENV === "production") return toProduction(env);
  if (env.VERCEL_ENV === "preview") return toPreview(env);
  throw new Error(
    `VERCEL_ENV is ${env.VERCEL_ENV ? `"${env.VERCEL_ENV}"` : "not set"}: this command is for Vercel's builds of production and previews. ` +
      "On your own machine there are `npm run dev` and `npm start`.",
  );
}

function toProduction(env: Environment): Deployment {
  const told = read(production, env);
  if (isPreviewPrefix(told.KEY_PREFIX ?? "")) {
    throw new Error(
      `KEY_PREFIX is "${told.KEY_PREFIX}": what begins so is deleted with a preview. Choose another, or none.`,
    );
  }
  const rooms = roomsOf(told);
  const origins = [`https://${told.VERCEL_PROJECT_PRODUCTION_URL}`, ...(told.ALLOWED_ORIGINS?.split(",") ?? [])];
  return {
    name: "production",
    database: { url: told.DATABASE_URL },
    rooms,
    variables: present({ ...told, ...addresses(rooms, origins) }),
    made: ["NEXT_PUBLIC_PARTYKIT_HOST"],
  };
}

function toPreview(env: Environment): Deployment {
  refuseProductions(env);
  const told = read(preview, env);
  const branch = told.VERCEL_GIT_COMMIT_REF;
  const slug = slugOf(branch);
  const rooms = roomsOf(told, slug);
  const origins = [told.VERCEL_BRANCH_URL, told.VERCEL_URL].map((host) => `https://${host}`);
  const own = {
    TICKET_SECRET: derived(told.PREVIEW_SECRET, `ticket ${slug}`),
    SESSION_SECRET: derived(told.PREVIEW_SECRET, `session ${slug}`),
    KEY_PREFIX: previewPrefix(slug),
  };
  return {
    name: `preview of ${branch}`,
    slug,
    database: databaseOf(told, slug, env.NEON_API_URL),
    rooms,
    variables: present({ ...told, ...own, ...addresses(rooms, origins) }),
    made: ["DATABASE_URL", "NEXT_PUBLIC_PARTYKIT_HOST", ...Object.keys(own)],
  };
}

/** @throws Error where a preview has been given what is production's. */
function refuseProductions(env: Environment) {
  const both = [...PRODUCTION_ONLY, ...(env.NEON_API_KEY ? (["DATABASE_URL"] as const) : [])];
  const given = both.filter((name) => env[name]);
  if (given.length === 0) return;
  throw new Error(
    `${given.join(", ")} must not be set for previews, which have their own: whoever opens a pull request could read production's.\n` +
      "Vercel → Settings → Environment Variables → each of them → choose Production only.",
  );
}

function databaseOf(told: z.infer<typeof preview>, slug: string, api?: string): Deployment["database"] {
  const { NEON_API_KEY: key, NEON_PROJECT_ID: project, DATABASE_URL: url } = told;
  if (key && project) return { neon: { key, project, api }, branch: neonBranch(slug) };
  if (url) return { url };
  const missing = (["NEON_API_KEY", "NEON_PROJECT_ID"] as const).filter((name) => !told[name]);
  throw new Incomplete(missing.map((name) => `  ${name}: not set. ${preview.shape[name].description}.`));
}

const { name } = z
  .object({ name: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../../partykit.json", import.meta.url), "utf8")));

/** Where the rooms will answer, as PartyKit makes it of the same. */
function roomsOf(told: { PARTYKIT_LOGIN: string; ROOMS_DOMAIN?: string }, slug?: string): Deployment["rooms"] {
  const domain = told.ROOMS_DOMAIN;
  const host = domain ?? `${name}.${told.PARTYKIT_LOGIN.toLowerCase()}.partykit.dev`;
  return { host: slug ? `${slug}.${host}` : host, domain };
}

function addresses(rooms: Deployment["rooms"], origins: string[]) {
  const list = [...new Set(origins.map((origin) => origin.trim()))].filter(Boolean);
  return { NEXT_PUBLIC_PARTYKIT_HOST: rooms.host, ALLOWED_ORIGINS: list.join(",") };
}

/** One secret a preview, the same each time, from which neither the others' nor the first can be told. */
function derived(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(purpose).digest("hex");
}

function present(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter((pair): pair is [string, string] => Boolean(pair[1])));
}
