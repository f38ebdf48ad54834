/** The environment, parsed once per process. One error names all missing or malformed keys, and never a value. */
import * as z from "zod";
import { lazy } from "@/lib/shared/lazy";
import type { StorageSettings } from "./object-storage";
import { isPublicOrigin } from "./public-origin";

const secret = z.string().min(32, "at least 32 characters");

/** Comma-separated origins, such as https://chat.example.com. */
const origins = z
  .string()
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((s) => s.trim())
      .filter(Boolean),
  );

const shared = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "a postgres:// URL"),
  UPSTASH_REDIS_REST_URL: z.url(),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1),
  TICKET_SECRET: secret,
  /** The previous TICKET_SECRET: still accepted, no longer used to sign. */
  TICKET_SECRET_PREVIOUS: secret.optional(),
  /** Keeps a preview's Redis keys apart from production's. */
  KEY_PREFIX: z
    .string()
    .regex(/^[\w:.-]*$/)
    .default(""),
  /** Local cloud only: where @neondatabase/serverless finds Neon's HTTP endpoint. */
  NEON_FETCH_ENDPOINT: z.url().optional(),
});

/** Set by Vercel. */
const vercel = z.object({
  VERCEL: z
    .string()
    .optional()
    .transform((value) => value === "1"),
  VERCEL_GIT_COMMIT_SHA: z.string().optional(),
  VERCEL_URL: z.string().optional(),
  VERCEL_BRANCH_URL: z.string().optional(),
  VERCEL_PROJECT_PRODUCTION_URL: z.string().optional(),
});

/** Object storage for files: without it, messages have no files. */
const storage = z.object({
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]+$/, "a bucket's name")
    .optional(),
  S3_REGION: z.string().min(1).default("auto"),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
});
const STORAGE_TOGETHER = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;

const webVariables = shared.extend({
  ...vercel.shape,
  ...storage.shape,
  SESSION_SECRET: secret,
  /** The previous SESSION_SECRET: still accepted, no longer used to sign. */
  SESSION_SECRET_PREVIOUS: secret.optional(),
  /** Host (and port) of the rooms, without scheme: the only variable here that the browser gets. */
  NEXT_PUBLIC_PARTYKIT_HOST: z.string().min(1),
  /** Where this server reaches the rooms, if not at that host: a name inside a network of containers. */
  ROOMS_INTERNAL_URL: z.url().optional(),
  /** The header in which our own proxy gives the client's address. On Vercel it is known. */
  ADDRESS_HEADER: z
    .string()
    .regex(/^[\w-]+$/)
    .optional(),
  /** Hosts at which this chat is opened; pages at other Vercel addresses redirect to the first. Empty: any host. */
  CHAT_HOSTS: z
    .string()
    .default("")
    .transform((list) => list.split(",").filter(Boolean)),
  /** Origins of this site, which passkeys are bound to. On Vercel the project's own addresses count as well. */
  ALLOWED_ORIGINS: origins,
  /** Sign-up is open to everybody, requires an invite link to a room, or is closed. */
  SIGNUP_MODE: z.enum(["open", "invite", "closed"]).default("open"),
  /** Multiplies all limits of the API (D5). */
  LIMIT_SCALE: z.coerce.number().positive().default(1),
  /** The bearer token for the details of /api/health. */
  HEALTH_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, "at least 16 characters, no spaces")
    .optional(),
});

const web = webVariables
  .superRefine(checkStorage)
  .superRefine(({ ALLOWED_ORIGINS, CHAT_HOSTS, ADDRESS_HEADER, VERCEL }, context) => {
    const own = [...ALLOWED_ORIGINS, ...CHAT_HOSTS.map((host) => `https://${host}`)];
    if (VERCEL || ADDRESS_HEADER || !own.some(isPublicOrigin)) return;
    context.addIssue({
      code: "custom",
      path: ["ADDRESS_HEADER"],
      message:
        "not set, but ALLOWED_ORIGINS or CHAT_HOSTS has a public address. Name the header in which your proxy puts the client's address; without " +
        "it all visitors share one rate limit, and one of them can use it up",
    });
  });

/** All variables of storage are set, or none. */
function checkStorage(env: z.infer<typeof storage>, context: z.RefinementCtx): void {
  const missing = STORAGE_TOGETHER.filter((name) => env[name] === undefined);
  if (missing.length === STORAGE_TOGETHER.length) return;
  const message = `not set, but another of ${STORAGE_TOGETHER.join(", ")} is; set all of them or none`;
  for (const name of missing) context.addIssue({ code: "custom", path: [name], message });
}

/** The object storage that these variables name; undefined: none. */
export function storageSettings(env: z.infer<typeof storage>): StorageSettings | undefined {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region } = env;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return undefined;
  return { endpoint, bucket, region, accessKeyId, secretAccessKey };
}

/** Parses only the variables of storage, for scripts. */
export function storageEnvOf(variables: Record<string, unknown>): StorageSettings | undefined {
  return storageSettings(parse(storage.superRefine(checkStorage), variables));
}

const room = shared.extend({
  /** Only pages of these origins may open sockets. Clients that send no Origin need only a ticket. */
  ALLOWED_ORIGINS: origins,
  /** Messages per second, and how many at once, that one user may send to one room (D5). */
  MESSAGE_RATE: z.coerce.number().positive().default(10),
  MESSAGE_BURST: z.coerce.number().int().positive().default(20),
  /** Open sockets of one room. A Durable Object accepts 32,768. */
  ROOM_SOCKETS_MAX: z.coerce.number().int().positive().max(32_000).default(5_000),
});

/** The variables that the web side reads. */
export const WEB_VARIABLES = Object.keys(webVariables.shape);

/** The names of the variables that a room's host passes on. */
export const ROOM_VARIABLES = Object.keys(room.shape);

export type SharedEnv = z.infer<typeof shared>;
export type WebEnv = z.infer<typeof web>;
export type RoomEnv = z.infer<typeof room>;

/**
 * An empty value counts as not set: an empty secret is how a deployment removes an older one, and workerd binds `null`
 * for a missing variable.
 */
function withoutEmpty(source: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "" && value !== null));
}

/** @throws Error naming every missing or invalid key, with the reason but never the value */
function parse<T>(schema: z.ZodType<T>, source: Record<string, unknown>): T {
  const result = schema.safeParse(withoutEmpty(source));
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete (see .env.example):\n${problems.join("\n")}`);
}

/**
 * Values that only a deployment's build knows, such as the database of a preview. next.config.mjs inlines them into the
 * server's code under this name. They override the environment.
 */
function deployedEnv(): Record<string, unknown> {
  return z.record(z.string(), z.string()).parse(JSON.parse(process.env.DEPLOYED_ENV || "{}"));
}

/** The web side's environment. */
export const webEnv = lazy(() => webEnvOf({ ...process.env, ...deployedEnv() }));

/** Parses the web side's environment from these variables. */
export function webEnvOf(variables: Record<string, unknown>): WebEnv {
  return parse(web, variables);
}

/** Parses the rooms' environment from the variables that their host passes in. */
export function roomEnv(variables: Record<string, unknown>): RoomEnv {
  return parse(room, variables);
}
