/**
 * The part of Cloudflare's API that a deployment uses besides wrangler: the account's Workers, their marks and their
 * addresses.
 */
import * as z from "zod";

export interface CloudflareAccount {
  id: string;
  token: string;
  /** The API's address; Cloudflare's own, except in tests. */
  api?: string;
}

/** The settings of a Worker's newest version, which may have been uploaded and never deployed. */
export interface WorkerState {
  /** Plain variables by name. */
  variables: Record<string, string>;
  secrets: string[];
}

const API = "https://api.cloudflare.com/client/v4";
const REQUEST_TIMEOUT_MS = 30_000;
/** Cloudflare's error codes: no such Worker or no workers.dev subdomain (10007), no such environment of a Worker (10090). */
const NOT_FOUND = [10007, 10090];
const UNAUTHORIZED = [401, 403];

const failure = z.object({ errors: z.array(z.object({ code: z.number(), message: z.string() })) });
const scripts = z.array(z.object({ id: z.string() }));
const bindings = z.array(z.object({ type: z.string(), name: z.string(), text: z.string().optional() })).default([]);
const settings = z.object({ bindings });
const deployments = z.object({
  deployments: z.array(z.object({ versions: z.array(z.object({ version_id: z.string() })) })),
});
const version = z.object({ resources: z.object({ bindings }) });
const subdomain = z.object({ subdomain: z.string() });
const workersDev = z.object({ enabled: z.boolean() });
const domains = z.array(z.object({ hostname: z.string(), service: z.string() }));

/** Cloudflare refused a request; the message is Cloudflare's. */
class CloudflareRefusal extends Error {
  constructor(
    message: string,
    readonly codes: number[],
  ) {
    super(message);
  }
}

async function ask<T>(at: CloudflareAccount, path: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${at.api ?? API}/accounts/${at.id}/workers${path}`, {
    headers: { authorization: `Bearer ${at.token}`, accept: "application/json" },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return z.object({ result: schema }).parse(body).result;
  const { errors } = failure.catch({ errors: [] }).parse(body);
  const reason = errors.map(({ code, message }) => `${message} (${code})`).join("; ") || "no reason given";
  const hint = UNAUTHORIZED.includes(response.status)
    ? `. Does CLOUDFLARE_API_TOKEN belong to account ${at.id}, and may it edit Workers?`
    : "";
  const codes = errors.map(({ code }) => code);
  throw new CloudflareRefusal(`Cloudflare answers ${response.status}: ${reason}${hint}`, codes);
}

async function findOne<T>(at: CloudflareAccount, path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  return ask(at, path, schema).catch((error) => {
    if (error instanceof CloudflareRefusal && error.codes.some((code) => NOT_FOUND.includes(code))) return undefined;
    throw error;
  });
}

/** The names of all Workers in the account. */
export async function listWorkers(at: CloudflareAccount): Promise<string[]> {
  return (await ask(at, "/scripts", scripts)).map(({ id }) => id);
}

/** Undefined: there is no such Worker. */
export async function findWorker(at: CloudflareAccount, name: string): Promise<WorkerState | undefined> {
  const found = await findOne(at, `/scripts/${name}/settings`, settings);
  if (!found) return undefined;
  return {
    variables: plainVariables(found),
    secrets: found.bindings.filter(({ type }) => type === "secret_text").map((each) => each.name),
  };
}

function plainVariables({ bindings: all }: z.infer<typeof settings>): Record<string, string> {
  const plain = all.filter(({ type }) => type === "plain_text");
  return Object.fromEntries(plain.map((each) => [each.name, each.text ?? ""]));
}

/**
 * The plain variables of the version that serves. Undefined: several versions share the traffic, or Cloudflare returns none. After a
 * rollback, or an upload whose deployment failed, the newest version does not serve.
 */
export async function findServing(at: CloudflareAccount, name: string): Promise<Record<string, string> | undefined> {
  const [latest] = (await findOne(at, `/scripts/${name}/deployments`, deployments))?.deployments ?? [];
  const [serving, ...others] = latest?.versions ?? [];
  if (!serving || others.length > 0) return undefined;
  const found = await findOne(at, `/scripts/${name}/versions/${serving.version_id}`, version);
  return found && plainVariables(found.resources);
}

/** The account's subdomain of workers.dev; undefined if none has been chosen yet. */
export async function findSubdomain(at: CloudflareAccount): Promise<string | undefined> {
  return (await findOne(at, "/subdomain", subdomain))?.subdomain;
}

/** Whether the Worker is reachable under workers.dev. */
export async function isOnWorkersDev(at: CloudflareAccount, name: string): Promise<boolean> {
  return (await findOne(at, `/scripts/${name}/subdomain`, workersDev))?.enabled ?? false;
}

/** The name of the Worker at a custom domain; undefined if there is none. */
export async function findWorkerAt(at: CloudflareAccount, hostname: string): Promise<string | undefined> {
  const found = await ask(at, `/domains?hostname=${encodeURIComponent(hostname)}`, domains);
  return found.find((each) => each.hostname === hostname)?.service;
}
