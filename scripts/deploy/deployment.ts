/** The target and the values of a deployment, from the platform's variables. Makes no request to a service. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import * as z from "zod";
import type { NeonProject } from "./neon";
import type { PartykitRooms } from "./partykit";
import { accountOf, neonOf, refuseProductionsAccounts, workerName } from "./previews";
import { isPreviewPrefix, neonBranch, previewMark, previewPrefix, SLUG_MAX, slugOf } from "./slug";
import { type Environment, type HostVariables, Incomplete, PRODUCTION_ONLY, preview, readVariables } from "./variables";
import { NAME_MAX, type WorkerRooms } from "./worker";

export interface Deployment {
  /** The database's mark, and the name in messages: "production", or a preview's branch. */
  name: string;
  /** The text for this commit in Cloudflare's list of deployments. */
  commit: string;
  database: { url: string } | { neon: NeonProject; branch: string };
  rooms: PartykitRooms | WorkerRooms;
  /** The Worker's mark; production's contains its database's id. */
  markOf(databaseId: string): string;
  /**
   * The variables of the web side and the rooms, without those that only a later step knows: DATABASE_URL of a Neon branch,
   * the rooms' host.
   */
  variables: Record<string, string>;
  /** The variables that this build makes. The platform does not know them, so they are inlined in the server's code. */
  made: string[];
}

/** @throws Incomplete, or Error with the value that is not allowed */
export function deploymentOf(env: Environment): Deployment {
  if (env.VERCEL_ENV === "production") return toProduction(env);
  if (env.VERCEL_ENV === "preview") return toPreview(env);
  throw new Error(
    `VERCEL_ENV is ${env.VERCEL_ENV ? `"${env.VERCEL_ENV}"` : "not set"}: this command is for Vercel's builds of production and previews. ` +
      "On your own machine there are `npm run dev` and `npm start`.",
  );
}

function toProduction(env: Environment): Deployment {
  const { values, host } = readVariables("production", env);
  if (isPreviewPrefix(values.KEY_PREFIX ?? "")) {
    throw new Error(
      `KEY_PREFIX is "${values.KEY_PREFIX}": keys with such a prefix are deleted with a preview. Choose another, or none.`,
    );
  }
  const addresses = addressesOf(values.VERCEL_PROJECT_PRODUCTION_URL, values.ALLOWED_ORIGINS);
  refuseChatsDomain(host.ROOMS_DOMAIN, addresses.CHAT_HOSTS);
  return {
    name: "production",
    commit: commitOf(values),
    database: { url: values.DATABASE_URL },
    rooms: roomsOf(host, env),
    markOf: (databaseId) => `production:${databaseId}`,
    variables: present({ ...values, ...addresses }),
    made: ["NEXT_PUBLIC_PARTYKIT_HOST", "CHAT_HOSTS"],
  };
}

function toPreview(env: Environment): Deployment {
  refuseProductionsVariables(env);
  const { values, host } = readVariables("preview", env);
  refuseProductionsAccounts(host, values, values.UPSTASH_REDIS_REST_URL);
  const branch = values.VERCEL_GIT_COMMIT_REF;
  const owner = values.VERCEL_GIT_REPO_OWNER;
  const slug = slugOf({ branch, owner });
  const own = {
    TICKET_SECRET: derived(values.PREVIEW_SECRET, `ticket ${slug}`),
    SESSION_SECRET: derived(values.PREVIEW_SECRET, `session ${slug}`),
    KEY_PREFIX: previewPrefix(slug),
  };
  return {
    name: `preview of ${owner}:${branch}`,
    commit: commitOf(values),
    database: databaseOf(values, slug, env),
    rooms: roomsOf(host, env, slug),
    markOf: () => previewMark(slug, values.NEON_PROJECT_ID),
    variables: present({ ...values, ...own, ...addressesOf(values.VERCEL_BRANCH_URL) }),
    made: ["DATABASE_URL", "NEXT_PUBLIC_PARTYKIT_HOST", "CHAT_HOSTS", ...Object.keys(own)],
  };
}

/** @throws Error if a preview has a value of production's */
function refuseProductionsVariables(env: Environment) {
  const both = [...PRODUCTION_ONLY, ...(env.NEON_API_KEY ? (["DATABASE_URL"] as const) : [])];
  const given = both.filter((name) => env[name]);
  if (given.length === 0) return;
  throw new Error(
    `${given.join(", ")} must not be set for previews, which have their own: the author of a pull request could read production's.\n` +
      "Vercel → Settings → Environment Variables → each of them → choose Production only.",
  );
}

function databaseOf(
  values: Pick<z.infer<typeof preview>, "NEON_API_KEY" | "NEON_PROJECT_ID" | "DATABASE_URL">,
  slug: string,
  env: Environment,
): Deployment["database"] {
  const neon = neonOf(values, env);
  if (neon) return { neon, branch: neonBranch(slug) };
  if (values.DATABASE_URL) return { url: values.DATABASE_URL };
  const missing = (["NEON_API_KEY", "NEON_PROJECT_ID"] as const).filter((name) => !values[name]);
  throw new Incomplete(missing.map((name) => `  ${name}: not set. ${preview.shape[name].description}.`));
}

const partykit = z
  .object({ name: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../../partykit.json", import.meta.url), "utf8")));

function roomsOf(host: HostVariables, env: Environment, slug?: string): PartykitRooms | WorkerRooms {
  const domain = host.ROOMS_DOMAIN?.toLowerCase();
  if (host.kind === "partykit") {
    const shared = domain ?? `${partykit.name}.${host.PARTYKIT_LOGIN.toLowerCase()}.partykit.dev`;
    return { kind: "partykit", host: slug ? `${slug}.${shared}` : shared, slug, domain };
  }
  const name = workerName(host.ROOMS_WORKER_NAME, slug);
  if (name.length > NAME_MAX) {
    const max = slug ? NAME_MAX - SLUG_MAX - 1 : NAME_MAX;
    throw new Error(
      `the Worker would be called ${name}, and Cloudflare allows ${NAME_MAX} characters. ROOMS_WORKER_NAME may have ${max}${slug ? " for previews, whose slug comes after it" : ""}.`,
    );
  }
  return {
    kind: "cloudflare",
    name,
    account: accountOf(host, env),
    domain: domain && slug ? `${slug}.${domain}` : domain,
    plan: host.CLOUDFLARE_PLAN ?? "free",
  };
}

/**
 * The addresses of the chat, of which the first is the redirect target (proxy.ts). The address of a single
 * build is left out: with it every build would change the rooms' variables and so restart the rooms.
 * @throws Error if one is not an origin
 */
function addressesOf(host: string, more = ""): { ALLOWED_ORIGINS: string; CHAT_HOSTS: string } {
  const written = more
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  const wrong = written.find((each) => !URL.canParse(each) || new URL(each).origin !== each);
  if (wrong)
    throw new Error(
      `ALLOWED_ORIGINS has "${wrong}", which is not an origin: https:// and a host, with no slash at the end.`,
    );
  const origins = [...new Set([...withTwin(host).map((each) => `https://${each}`), ...written])];
  return { ALLOWED_ORIGINS: origins.join(","), CHAT_HOSTS: origins.map((origin) => new URL(origin).host).join(",") };
}

/** A domain with and without `www.`: by default Vercel redirects one to the other. */
function withTwin(host: string): string[] {
  if (host.endsWith(".vercel.app")) return [host];
  return [host, host.startsWith("www.") ? host.slice("www.".length) : `www.${host}`];
}

const commitOf = ({ VERCEL_GIT_COMMIT_SHA: sha }: { VERCEL_GIT_COMMIT_SHA?: string }) =>
  sha?.slice(0, 7) ?? "no commit";

/** @throws Error if the rooms are configured at the chat's own address: its DNS record would be replaced */
function refuseChatsDomain(domain: string | undefined, chatHosts: string) {
  if (!domain || !chatHosts.split(",").includes(domain.toLowerCase())) return;
  throw new Error(
    `ROOMS_DOMAIN is ${domain}, the address of the chat itself. Choose one that nothing else uses, as rooms.${domain}.`,
  );
}

/** One secret for each preview and purpose. Deterministic; from one of them neither another nor `secret` can be derived. */
function derived(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(purpose).digest("hex");
}

function present(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter((pair): pair is [string, string] => Boolean(pair[1])));
}
