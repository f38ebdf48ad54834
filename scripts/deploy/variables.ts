/** The variables that a deployment is told, and where one gets each. docs/deploy.md has them in one table; a test compares. */
import { z } from "zod";

const text = z.string("not set").min(1, "not set");
const secret = text.min(32, "shorter than 32 characters");
/** Vercel cannot unset a variable for one environment; set to nothing is not set. */
const optional = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value || undefined, schema.optional());

const SYSTEM = "set by Vercel where Environment Variables → Enable access to System Environment Variables is on";
const UPSTASH = "Upstash console → your Redis database → REST API";

/** Who may reach Redis and the rooms. */
export const access = {
  UPSTASH_REDIS_REST_URL: text.pipe(z.url("not a URL")).describe(UPSTASH),
  UPSTASH_REDIS_REST_TOKEN: text.describe(`${UPSTASH}; not the read-only token`),
  PARTYKIT_LOGIN: text
    .regex(/^[\w-]+$/, "not a login")
    .describe("the login that `npx partykit token generate` prints on your own machine"),
  PARTYKIT_TOKEN: text.describe("the token that `npx partykit token generate` prints on your own machine"),
  ROOMS_DOMAIN: optional(z.hostname("not a host's name")).describe(
    "only for rooms on your own Cloudflare account: a host under a domain of yours there, as rooms.example.com",
  ),
  CLOUDFLARE_ACCOUNT_ID: optional(text).describe("with ROOMS_DOMAIN: Cloudflare dashboard → your domain → Overview"),
  CLOUDFLARE_API_TOKEN: optional(text).describe(
    "with ROOMS_DOMAIN: Cloudflare dashboard → My Profile → API Tokens, template Edit Cloudflare Workers",
  ),
};

const everywhere = {
  ...access,
  MESSAGE_RATE: optional(text).describe("messages a second from one user to one room; 10 if left out"),
  MESSAGE_BURST: optional(text).describe("how many at once before that limit bites; 20 if left out"),
  LIMIT_SCALE: optional(text).describe("all limits of the API times this; 1 if left out"),
  NEON_FETCH_ENDPOINT: optional(z.url("not a URL")).describe(
    "never on Vercel: where the local cloud stands in for Neon",
  ),
};

const cloudflareToo = (variables: {
  ROOMS_DOMAIN?: string;
  CLOUDFLARE_ACCOUNT_ID?: string;
  CLOUDFLARE_API_TOKEN?: string;
}) =>
  (["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN"] as const).filter(
    (name) => variables.ROOMS_DOMAIN && !variables[name],
  );

/** What production is told. */
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
  VERCEL_PROJECT_PRODUCTION_URL: text.describe(SYSTEM),
});

/** What a preview is told. It makes the rest itself, or gets it from Neon. */
export const preview = z.object({
  ...everywhere,
  NEON_API_KEY: optional(text).describe(
    "Neon console → your organization → Settings → API keys → Project-scoped, for the project for previews",
  ),
  NEON_PROJECT_ID: optional(text.regex(/^[\w-]+$/, "not a project's id")).describe(
    "Neon console → your project for previews → Settings → General. Not production's project",
  ),
  DATABASE_URL: optional(text.regex(/^postgres(ql)?:\/\//, "not a postgres:// URL")).describe(
    "instead of the two of Neon: a database of this branch's own",
  ),
  PREVIEW_SECRET: secret.describe("make one with `openssl rand -hex 32`; every preview's own secrets come of it"),
  VERCEL_GIT_COMMIT_REF: text.describe(`${SYSTEM}; it is missing where \`vercel deploy\` runs outside of a Git branch`),
  VERCEL_BRANCH_URL: text.describe(SYSTEM),
  VERCEL_URL: text.describe(SYSTEM),
});

/** Production's own, which must not be within a preview's reach. */
export const PRODUCTION_ONLY = [
  "TICKET_SECRET",
  "TICKET_SECRET_PREVIOUS",
  "SESSION_SECRET",
  "SESSION_SECRET_PREVIOUS",
  "KEY_PREFIX",
] as const;

type Environment = Record<string, string | undefined>;

/**
 * @throws Incomplete naming every variable that is missing or wrong, with where to get it, and never a value.
 */
export function read<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Environment,
): z.infer<z.ZodObject<Shape>> {
  const result = schema.safeParse(env);
  const shape: Record<string, { description?: string }> = schema.shape as never;
  const issues = result.success
    ? []
    : result.error.issues.map(({ path, message }) => [String(path[0]), message] as const);
  const absent = cloudflareToo(env as never).map((name) => [name, "not set"] as const);
  const problems = [...issues, ...absent].map(([name, what]) => `  ${name}: ${what}. ${shape[name]?.description}.`);
  if (problems.length > 0 || !result.success) throw new Incomplete(problems);
  return result.data;
}

/** Variables are missing or wrong. */
export class Incomplete extends Error {
  constructor(readonly problems: string[]) {
    super(`These variables are missing or wrong (docs/deploy.md says more of each):\n${problems.join("\n")}`);
  }
}
