/** The variables that a deployment reads, and their sources. A test compares them with the table in docs/deploy.md. */
import * as z from "zod";

const text = z.string("not set").min(1, "not set");
const secret = text.min(32, "shorter than 32 characters");
/** Vercel cannot unset a variable for one environment: an empty value counts as not set. */
const optional = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value || undefined, schema.optional());

const SYSTEM = "set by Vercel where Environment Variables → Enable access to System Environment Variables is on";
const UPSTASH = "Upstash console → your Redis database → REST API";

const accountId = text.regex(/^[0-9a-f]{32}$/i, "not an account's id: 32 characters 0-9 and a-f");
const apiToken = text.describe(
  "Cloudflare dashboard → My Profile → API Tokens → Create Token → template Edit Cloudflare Workers",
);
const login = text.regex(/^[\w-]+$/, "not a login");
const partykitLogin = "the login that `npx partykit token generate` prints on your own machine";
const partykitToken = "the token that `npx partykit token generate` prints on your own machine";
const ACCOUNT = "Cloudflare dashboard → Workers & Pages → Account ID";

const redis = {
  UPSTASH_REDIS_REST_URL: text.pipe(z.url("not a URL")).describe(UPSTASH),
  UPSTASH_REDIS_REST_TOKEN: text.describe(`${UPSTASH}; not the read-only token`),
};

/** The credentials and target of the rooms for `ROOMS_HOST_KIND=cloudflare`; `partykitHost` has the others. */
const host = {
  ROOMS_HOST_KIND: optional(z.enum(["cloudflare", "partykit"], "neither cloudflare nor partykit")).describe(
    "partykit for a project that already deploys there; cloudflare if left out",
  ),
  CLOUDFLARE_ACCOUNT_ID: accountId.describe(ACCOUNT),
  CLOUDFLARE_API_TOKEN: apiToken,
  CLOUDFLARE_PLAN: optional(z.enum(["free", "paid"], "neither free nor paid")).describe(
    "paid where the account has Workers Paid: its limits are higher; free if left out",
  ),
  ROOMS_WORKER_NAME: optional(
    z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "small letters, digits and dashes only"),
  ).describe("the Worker's name, where sarangbang is taken in the account; a preview's has its slug after it"),
  ROOMS_DOMAIN: optional(z.hostname("not a host's name")).describe(
    "an address for the rooms under a domain of that Cloudflare account, as rooms.example.com; otherwise workers.dev",
  ),
  PARTYKIT_LOGIN: optional(login).describe(`with ROOMS_HOST_KIND=partykit: ${partykitLogin}`),
  PARTYKIT_TOKEN: optional(text).describe(`with ROOMS_HOST_KIND=partykit: ${partykitToken}`),
};

/** These replace the variables of `host` if `ROOMS_HOST_KIND` is `partykit`. */
const partykitHost = {
  CLOUDFLARE_ACCOUNT_ID: optional(accountId).describe(`with ROOMS_DOMAIN: ${ACCOUNT}`),
  CLOUDFLARE_API_TOKEN: optional(apiToken).describe(`with ROOMS_DOMAIN: ${apiToken.description}`),
  PARTYKIT_LOGIN: login.describe(partykitLogin),
  PARTYKIT_TOKEN: text.describe(partykitToken),
};
/** These replace variables of `partykitHost` if `ROOMS_DOMAIN` is set, which needs a Cloudflare account. */
const withDomain = {
  CLOUDFLARE_ACCOUNT_ID: accountId.describe(`with ROOMS_DOMAIN: ${ACCOUNT}`),
  CLOUDFLARE_API_TOKEN: apiToken.describe(`with ROOMS_DOMAIN: ${apiToken.description}`),
};

const R2 = "Cloudflare dashboard → R2";
/** All of these or none, except S3_REGION. */
const storage = {
  S3_ENDPOINT: optional(z.url("not a URL")).describe(
    `${R2} → your bucket → Settings → S3 API, without the bucket's name`,
  ),
  S3_BUCKET: optional(text).describe(`${R2}: the bucket's name; another one for previews`),
  S3_REGION: optional(text).describe("the storage's region; auto if left out, as for R2"),
  S3_ACCESS_KEY_ID: optional(text).describe(`${R2} → Manage API tokens, for that bucket alone`),
  S3_SECRET_ACCESS_KEY: optional(text).describe(`${R2} → Manage API tokens, for that bucket alone`),
};
const STORAGE_TOGETHER = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;

const everywhere = {
  ...redis,
  ...host,
  ...storage,
  MESSAGE_RATE: optional(text).describe("messages a second from one user to one room; 10 if left out"),
  MESSAGE_BURST: optional(text).describe("how many at once before that limit applies; 20 if left out"),
  ROOM_SOCKETS_MAX: optional(text).describe("open connections of one room; 5000 if left out"),
  SIGNUP_MODE: optional(z.enum(["open", "invite", "closed"], "neither open, invite nor closed")).describe(
    "who may make an account; open if left out",
  ),
  LIMIT_SCALE: optional(text).describe("all limits of the API times this; 1 if left out"),
  NEON_FETCH_ENDPOINT: optional(z.url("not a URL")).describe(
    "never on Vercel: where the local cloud stands in for Neon",
  ),
};

const neon = {
  NEON_API_KEY: optional(text).describe(
    "Neon console → your organization → Settings → API keys → Project-scoped, for the project for previews",
  ),
  NEON_PROJECT_ID: optional(text.regex(/^[\w-]+$/, "not a project's id")).describe(
    "Neon console → your project for previews → Settings → General. Not production's project",
  ),
};

/** The variables of a production build. */
export const production = z.object({
  ...everywhere,
  DATABASE_URL: text
    .regex(/^postgres(ql)?:\/\//, "not a postgres:// URL")
    .describe("Neon console → your project → Connect; a pooled connection string will do"),
  TICKET_SECRET: secret.describe("make one with `openssl rand -hex 32`"),
  SESSION_SECRET: secret.describe("make another with `openssl rand -hex 32`"),
  TICKET_SECRET_PREVIOUS: optional(secret).describe("only while the secret is changed: docs/operations.md"),
  SESSION_SECRET_PREVIOUS: optional(secret).describe("only while the secret is changed: docs/operations.md"),
  KEY_PREFIX: optional(z.string().regex(/^[\w:.-]*$/, "letters, digits, and : . - only")).describe(
    "put before every Redis key; leave it out unless something else uses the same Redis",
  ),
  ALLOWED_ORIGINS: optional(text).describe(
    "other addresses at which people open the chat, comma-separated, as https://chat.example.com",
  ),
  HEALTH_TOKEN: optional(text.regex(/^\S{16,}$/, "shorter than 16 characters, or with spaces")).describe(
    "make one with `openssl rand -hex 32`; the bearer token for the details of /api/health",
  ),
  VERCEL_PROJECT_PRODUCTION_URL: text.describe(SYSTEM),
  VERCEL_GIT_COMMIT_SHA: optional(text).describe(SYSTEM),
});

/** The variables of a preview's build. It makes the rest itself, or gets it from Neon. */
export const preview = z.object({
  ...everywhere,
  ...neon,
  DATABASE_URL: optional(text.regex(/^postgres(ql)?:\/\//, "not a postgres:// URL")).describe(
    "instead of the two of Neon: a database of this branch's own",
  ),
  PREVIEW_SECRET: secret.describe(
    "make one with `openssl rand -hex 32`; every preview's own secrets are derived from it",
  ),
  PRODUCTION_CLOUDFLARE_ACCOUNT_ID: accountId.describe(
    "the id of production's Cloudflare account, to make sure that previews have another one",
  ),
  PRODUCTION_PARTYKIT_LOGIN: optional(login).describe(
    "with ROOMS_HOST_KIND=partykit: production's login, to make sure that previews have another one",
  ),
  PRODUCTION_UPSTASH_REDIS_REST_URL: optional(text).describe(
    "production's Redis address (not its token), to make sure that previews have another one",
  ),
  VERCEL_GIT_COMMIT_REF: text.describe(`${SYSTEM}; it is missing where \`vercel deploy\` runs outside of a Git branch`),
  VERCEL_GIT_REPO_OWNER: text.describe(`${SYSTEM}; for a fork's branch it is the fork's owner`),
  VERCEL_GIT_COMMIT_SHA: optional(text).describe(SYSTEM),
  VERCEL_BRANCH_URL: text.describe(SYSTEM),
});

/** The variables for the deletion of one preview. */
const cleanup = z.object({
  ...redis,
  ...host,
  ...neon,
  PRODUCTION_CLOUDFLARE_ACCOUNT_ID: preview.shape.PRODUCTION_CLOUDFLARE_ACCOUNT_ID,
  PRODUCTION_PARTYKIT_LOGIN: preview.shape.PRODUCTION_PARTYKIT_LOGIN,
  BRANCH: text.describe("the Git branch that is gone"),
  OWNER: text.describe(
    "the account that the branch's repository belongs to; in a workflow GITHUB_REPOSITORY_OWNER will do",
  ),
});

/** The variables for the sweep. */
const sweep = z.object({
  ...redis,
  ...host,
  ...neon,
  PRODUCTION_CLOUDFLARE_ACCOUNT_ID: preview.shape.PRODUCTION_CLOUDFLARE_ACCOUNT_ID,
  PRODUCTION_PARTYKIT_LOGIN: preview.shape.PRODUCTION_PARTYKIT_LOGIN,
  GITHUB_REPOSITORY: text.regex(/^[\w.-]+\/[\w.-]+$/, "not owner/name").describe("the repository, as owner/name"),
  GITHUB_TOKEN: optional(text).describe("reads its branches and pull requests; a public repository needs none"),
});

const forPartykit = { ...partykitHost, PRODUCTION_CLOUDFLARE_ACCOUNT_ID: optional(accountId) };
const productionLogin = login.describe("production's login, to make sure that previews have another one");

/** Production's own variables, which a preview must not be able to read. */
export const PRODUCTION_ONLY = [
  "TICKET_SECRET",
  "TICKET_SECRET_PREVIOUS",
  "SESSION_SECRET",
  "SESSION_SECRET_PREVIOUS",
  "KEY_PREFIX",
] as const;

export type Environment = Record<string, string | undefined>;

const schemas = { production, preview, cleanup, sweep };
type Schemas = typeof schemas;
type Values<Name extends keyof Schemas> = Omit<z.infer<Schemas[Name]>, keyof typeof host>;

/** The variables of the rooms' host, in the form that its module needs. */
export type HostVariables =
  | ({ kind: "cloudflare" } & z.infer<typeof onCloudflare>)
  | ({ kind: "partykit" } & z.infer<typeof onPartykit>);
const onCloudflare = z.object(host);
const onPartykit = z.object({ ...host, ...partykitHost });

const MOVED =
  "\nRooms are deployed to Cloudflare unless ROOMS_HOST_KIND is partykit: a project that is on PartyKit can set that and stay there.";

/**
 * The variables for `what`, and those of the host that `ROOMS_HOST_KIND` selects.
 * @throws Incomplete naming every missing or invalid variable, with its source, and never a value
 */
export function readVariables<Name extends keyof Schemas>(
  what: Name,
  env: Environment,
): { values: Values<Name>; host: HostVariables } {
  const schema: z.ZodObject = schemas[what];
  if (env.ROOMS_HOST_KIND !== "partykit") {
    const values = read(schema, env, env.PARTYKIT_TOKEN && !env.CLOUDFLARE_API_TOKEN ? MOVED : "");
    return { values: values as Values<Name>, host: { kind: "cloudflare", ...onCloudflare.parse(env) } };
  }
  const needsLogin = "PRODUCTION_PARTYKIT_LOGIN" in schema.shape && { PRODUCTION_PARTYKIT_LOGIN: productionLogin };
  const values = read(schema.extend({ ...forPartykit, ...needsLogin, ...(env.ROOMS_DOMAIN && withDomain) }), env);
  return { values: values as Values<Name>, host: { kind: "partykit", ...onPartykit.parse(env) } };
}

function read(schema: z.ZodObject, env: Environment, hint = ""): unknown {
  const shape: Record<string, { description?: string }> = schema.shape as never;
  const pasted = Object.keys(shape).flatMap((name) => {
    const fault = IS_PASTED.test(name) ? pastingFault(env[name]) : undefined;
    return fault ? [{ name, fault }] : [];
  });
  const result = schema.safeParse(env);
  const wrong = (result.error?.issues ?? []).map(({ path, message }) => ({ name: String(path[0]), fault: message }));
  if ("S3_ENDPOINT" in shape && STORAGE_TOGETHER.some((name) => env[name]))
    for (const name of STORAGE_TOGETHER)
      if (!env[name]) wrong.push({ name, fault: "not set, but other variables of the storage are: set all or none" });
  const rest = wrong.filter(({ name }) => !pasted.some((each) => each.name === name));
  const problems = [...pasted, ...rest].map(({ name, fault }) => `  ${name}: ${fault}. ${shape[name]?.description}.`);
  if (problems.length > 0) throw new Incomplete(problems, hint);
  return result.data;
}

/** Only values that users paste are checked: a platform's variable, such as a Git branch's name, may contain anything. */
const IS_PASTED = /^(?!VERCEL_|GITHUB_|BRANCH$|OWNER$)/;

/**
 * Characters that are often copied along with a value. The web side reads the value unchanged, so the rooms must get the
 * same one.
 */
function pastingFault(value = ""): string | undefined {
  if (/^\s|\s$|[\r\n]/.test(value)) return "has a space or line break at its start or end, or a line break in it";
  return /^(["'`]).*\1$/s.test(value) ? "is in quotation marks, which do not belong to the value" : undefined;
}

/** Variables are missing or invalid. */
export class Incomplete extends Error {
  constructor(problems: string[], hint = "") {
    super(`These variables are missing or wrong (docs/deploy.md says more about each):\n${problems.join("\n")}${hint}`);
  }
}
