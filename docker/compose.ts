/** The part of compose.yaml's format that this project uses, with an environment's values substituted. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import * as z from "zod";

const seconds = z
  .string()
  .regex(/^\d+s$/)
  .transform(Number.parseFloat);
const words = z.array(z.string()).min(1);

const service = z.strictObject({
  image: z.string(),
  build: z
    .strictObject({ context: z.literal(".."), dockerfile: z.literal("docker/Dockerfile"), target: z.string() })
    .optional(),
  user: z.string(),
  init: z.literal(true),
  restart: z.enum(["unless-stopped", "on-failure:3"]),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  pids_limit: z.number(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  stop_grace_period: seconds.optional(),
  environment: z.record(z.string(), z.string()),
  command: words.optional(),
  volumes: z.array(z.string().regex(/^[./\w-]+:\/[\w./-]+(:ro)?$/)).default([]),
  tmpfs: z.array(z.string().startsWith("/")),
  shm_size: z.string().optional(),
  networks: words,
  ports: z.array(z.string()).default([]),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(["service_healthy", "service_completed_successfully"]) }))
    .default({}),
  healthcheck: z
    .strictObject({ test: words, interval: seconds, timeout: seconds, retries: z.number(), start_period: seconds })
    .optional(),
});
export type ComposeService = z.infer<typeof service>;

const compose = z.looseObject({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.strictObject({})),
});
export type Compose = z.infer<typeof compose>;

/** `${NAME}`, `${NAME:-otherwise}`, `${NAME:?why}` and `$$`, as Compose reads them. @throws if `:?` finds no value */
function interpolate(text: string, env: Record<string, string | undefined>): string {
  return text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (whole, name: string, kind?: string, rest?: string) => {
    if (whole === "$$") return "$";
    const value = env[name];
    if (!value && kind === "?") throw new Error(`${name} is not set: ${rest}`);
    return value || (kind === "-" ? `${rest}` : "");
  });
}

function interpolated(value: unknown, env: Record<string, string | undefined>): unknown {
  if (typeof value === "string") return interpolate(value, env);
  if (Array.isArray(value)) return value.map((each) => interpolated(each, env));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolated(each, env)]));
}

/** @throws if the file has a field that this project does not use */
export function readCompose(env: Record<string, string | undefined>): Compose {
  const text = readFileSync(fileURLToPath(new URL("compose.yaml", import.meta.url)), "utf8");
  return compose.parse(interpolated(parse(text, { merge: true }), env));
}
