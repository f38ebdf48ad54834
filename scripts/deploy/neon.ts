/** The part of Neon's API that previews need: a branch of their own in a project of previews. */
import * as z from "zod";

export interface NeonProject {
  key: string;
  project: string;
  /** The API's address; Neon's own, except in tests. */
  api?: string;
}

const API = "https://console.neon.tech/api/v2";
const REQUEST_TIMEOUT_MS = 30_000;
const READY_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 1_000;
/**
 * Neon deletes a branch by itself this long after its last build, whatever happens to its Git branch. At most 30 days.
 */
const KEPT_FOR_MS = 14 * 24 * 60 * 60_000;
const LIST_MAX = 1_000;

/** Neon's status while another operation, which takes a few seconds, runs on the project. */
const LOCKED = 423;
const LOCKED_TRIES = 8;
const LOCKED_FIRST_WAIT_MS = 500;
const LOCKED_LONGEST_WAIT_MS = 15_000;

const branch = z.object({ id: z.string(), name: z.string(), default: z.boolean().default(false) });
type Branch = z.infer<typeof branch>;
const branches = z.object({ branches: z.array(branch) });
const created = z.object({ branch, operations: z.array(z.object({ id: z.string() })).default([]) });
const operation = z.object({ operation: z.object({ status: z.string() }) });
const databases = z.object({ databases: z.array(z.object({ name: z.string(), owner_name: z.string() })) });
const connection = z.object({ uri: z.string() });
const failure = z.object({ message: z.string() });
const anything = z.unknown();

/** Neon refused a request; the message is Neon's. */
class NeonRefusal extends Error {}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask<T>(at: NeonProject, path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<T> {
  let wait = LOCKED_FIRST_WAIT_MS;
  for (let tried = 1; ; tried++) {
    const response = await fetch(`${at.api ?? API}/projects/${at.project}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${at.key}`, accept: "application/json", "content-type": "application/json" },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return schema.parse(body);
    if (response.status !== LOCKED || tried === LOCKED_TRIES) {
      const { message } = failure.catch({ message: "no reason given" }).parse(body);
      throw new NeonRefusal(`Neon answers ${response.status}: ${message}`);
    }
    // Jitter, so that two builds that were refused at the same time do not retry at the same time.
    await sleep(wait / 2 + Math.random() * (wait / 2));
    wait = Math.min(2 * wait, LOCKED_LONGEST_WAIT_MS);
  }
}

async function find(at: NeonProject, name: string): Promise<Branch | undefined> {
  return (await list(at, name)).find((each) => each.name === name);
}

async function list(at: NeonProject, search: string): Promise<Branch[]> {
  return (await ask(at, `/branches?${new URLSearchParams({ search, limit: `${LIST_MAX}` })}`, branches)).branches;
}

/** All branches of the project except its default one. */
export async function listNeonBranches(at: NeonProject): Promise<{ name: string }[]> {
  return (await list(at, "")).filter((each) => !each.default);
}

const expiry = () => ({ expires_at: new Date(Date.now() + KEPT_FOR_MS).toISOString() });

async function create(at: NeonProject, name: string): Promise<Branch> {
  const body = JSON.stringify({ branch: { name, ...expiry() }, endpoints: [{ type: "read_write" }] });
  const made = await ask(at, "/branches", created, { method: "POST", body });
  for (const { id } of made.operations) await finished(at, id);
  return made.branch;
}

/** @throws NeonRefusal for the default branch, which must not expire. */
async function extend(at: NeonProject, found: Branch): Promise<Branch> {
  if (found.default) throw new NeonRefusal(`${found.name} is the project's default branch, which is no preview's`);
  const body = JSON.stringify({ branch: expiry() });
  await ask(at, `/branches/${found.id}`, anything, { method: "PATCH", body });
  return found;
}

async function finished(at: NeonProject, id: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const { status } = (await ask(at, `/operations/${id}`, operation)).operation;
    if (["finished", "skipped"].includes(status)) return;
    if (["failed", "error", "cancelled"].includes(status))
      throw new NeonRefusal(`Neon could not make the branch: ${status}`);
    if (Date.now() > deadline) throw new NeonRefusal(`Neon's branch was not ready within ${READY_WITHIN_MS / 1000} s`);
    await sleep(ASK_EVERY_MS);
  }
}

/**
 * The branch of that name, created from the project's default branch if missing. It expires two weeks from now.
 * @returns its pooled connection string
 */
export async function neonDatabase(at: NeonProject, name: string): Promise<string> {
  const existing = await find(at, name);
  const found = existing
    ? await extend(at, existing)
    : await create(at, name).catch((error) => madeMeanwhile(at, name, error));
  const [database] = (await ask(at, `/branches/${found.id}/databases`, databases)).databases;
  if (!database) throw new NeonRefusal(`Neon's branch ${name} has no database`);
  const which = { branch_id: found.id, database_name: database.name, role_name: database.owner_name, pooled: "true" };
  return (await ask(at, `/connection_uri?${new URLSearchParams(which)}`, connection)).uri;
}

/** The branch, if another build has made it meanwhile. @throws `error` otherwise */
async function madeMeanwhile(at: NeonProject, name: string, error: unknown): Promise<Branch> {
  const found = error instanceof NeonRefusal ? await find(at, name) : undefined;
  if (!found) throw error;
  return found;
}

/** @returns false if there is no such branch */
export async function deleteNeonBranch(at: NeonProject, name: string): Promise<boolean> {
  const found = await find(at, name);
  if (!found) return false;
  if (found.default) throw new NeonRefusal(`${name} is the project's default branch, which stays`);
  await ask(at, `/branches/${found.id}`, anything, { method: "DELETE" });
  return true;
}
