/** Rooms as a Worker in a Cloudflare account: checked, then deployed and deleted with wrangler. */
import { createHash, createHmac } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as z from "zod";
import { ROOM_VARIABLES } from "@/lib/server/env";
import { parseJson } from "@/lib/shared/parse-json";
import {
  type CloudflareAccount,
  findServing,
  findSubdomain,
  findWorker,
  findWorkerAt,
  isOnWorkersDev,
  listWorkers,
  type WorkerState,
} from "./cloudflare";
import { type Command, run, secretValues } from "./command";

export interface WorkerRooms {
  kind: "cloudflare";
  name: string;
  account: CloudflareAccount;
  /** The rooms' domain; without it, they are under workers.dev. */
  domain?: string;
  plan: keyof typeof WORKER_LIMITS;
}

/** https://developers.cloudflare.com/workers/platform/limits */
export const WORKER_LIMITS = {
  free: { workers: 100, gzipMiB: 3 },
  paid: { workers: 500, gzipMiB: 10 },
};
export const NAME_MAX = 51;
const MIB = 1024 * 1024;

/** Plain variables of the Worker: the deployment that it belongs to, and the fingerprint of its last deployment. */
const MARK = "DEPLOYMENT";
const FINGERPRINT = "DEPLOYMENT_FINGERPRINT";

const root = fileURLToPath(new URL("../..", import.meta.url));
const CLI = join(root, "node_modules/wrangler/wrangler-dist/cli.js");
const CONFIG = join(root, "wrangler.jsonc");

/** The result of a check; `deploy` needs it. */
export interface Checked {
  state: WorkerState | undefined;
  /** The rooms' host after the deployment. */
  host: string;
  isReachable: boolean;
  /** The fingerprint of the version that serves. */
  fingerprint: string | undefined;
  bundleHash: string;
}

/**
 * Checks everything before an upload: whether this deployment may write that Worker, whether the Worker fits, and
 * whether it will have an address.
 * @param mark this deployment's mark; a Worker with another mark is refused
 * @throws Error saying what to do
 */
export async function checkWorker(rooms: WorkerRooms, mark: string): Promise<Checked> {
  const { account, name, plan } = rooms;
  const names = await listWorkers(account);
  const state = names.includes(name) ? await findWorker(account, name) : undefined;
  if (state) assertOwn(name, state, mark);
  else if (names.length >= WORKER_LIMITS[plan].workers) throw new Error(tooManyWorkers(names.length, rooms));
  const host = await hostOf(rooms);
  const isReachable = state !== undefined && (await answersAt(rooms));
  const fingerprint = state && (await findServing(account, name))?.[FINGERPRINT];
  return { state, host, isReachable, fingerprint, bundleHash: await bundle(rooms) };
}

function assertOwn(name: string, { variables }: WorkerState, mark: string) {
  const found = variables[MARK];
  if (found === mark) return;
  const whose = found ? `it is marked ${found}, and this deployment is ${mark}` : "this command did not deploy it";
  throw new Error(
    `the account already has a Worker called ${name}, and ${whose}. It was left as it is. ` +
      "Set ROOMS_WORKER_NAME to another name, or delete that Worker if nothing needs it.",
  );
}

function tooManyWorkers(count: number, { plan }: WorkerRooms): string {
  const more =
    plan === "free"
      ? ", or set CLOUDFLARE_PLAN to paid if the account has Workers Paid"
      : ", or ask Cloudflare for more";
  return (
    `the account has ${count} Workers, and a ${plan} plan has room for ${WORKER_LIMITS[plan].workers}. ` +
    `Delete previews that nobody needs (\`npm run preview:sweep\`)${more}.`
  );
}

async function hostOf({ account, name, domain }: WorkerRooms): Promise<string> {
  if (domain) {
    const other = await findWorkerAt(account, domain);
    if (other && other !== name) {
      throw new Error(
        `${domain} is the address of the Worker ${other}. Set ROOMS_DOMAIN to an address that nothing else uses.`,
      );
    }
    return domain;
  }
  const subdomain = await findSubdomain(account);
  if (subdomain) return `${name}.${subdomain}.workers.dev`;
  throw new Error(
    "the account has no workers.dev subdomain yet, and without one the rooms have no address. Choose one at " +
      `https://dash.cloudflare.com/${account.id}/workers/onboarding (once for each account), or set ROOMS_DOMAIN.`,
  );
}

async function answersAt({ account, name, domain }: WorkerRooms): Promise<boolean> {
  return domain ? (await findWorkerAt(account, domain)) === name : isOnWorkersDev(account, name);
}

/** Bundles the Worker without uploading it. @returns a hash of the bundle */
async function bundle({ name, plan }: WorkerRooms): Promise<string> {
  return withFolder(async (folder) => {
    const out = join(folder, "out");
    await run({ ...wrangler(folder, ["deploy", "--dry-run", "--name", name, "--outdir", out]), isQuiet: true });
    const modules = readdirSync(out).filter((file) => !/\.(map|md)$/.test(file));
    const code = Buffer.concat(modules.sort().map((file) => readFileSync(join(out, file))));
    const mib = gzipSync(code).length / MIB;
    if (code.length === 0) throw new Error("wrangler made an empty bundle");
    if (mib > WORKER_LIMITS[plan].gzipMiB) {
      throw new Error(
        `the rooms' bundle has ${mib.toFixed(1)} MiB compressed, and a Worker on a ${plan} plan may have ${WORKER_LIMITS[plan].gzipMiB} MiB`,
      );
    }
    return createHash("sha256").update(code).digest("hex");
  });
}

/** An HMAC and not a plain hash, so that somebody who reads it cannot test guesses of a secret against it. */
function fingerprintOf({ name, domain }: WorkerRooms, bundleHash: string, secrets: Record<string, string>): string {
  const sorted = Object.entries(secrets)
    .filter(([, value]) => value)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const whole = JSON.stringify([bundleHash, readFileSync(CONFIG, "utf8"), name, domain ?? "", sorted]);
  return createHmac("sha256", secrets.TICKET_SECRET ?? "")
    .update(whole)
    .digest("hex");
}

/**
 * The rooms' variables. Variables that only the Worker still has are set to empty values, since wrangler deletes none.
 */
function secretsFor(variables: Record<string, string>, state: WorkerState | undefined): Record<string, string> {
  const names = ROOM_VARIABLES.filter((name) => variables[name] || state?.secrets.includes(name));
  return Object.fromEntries(names.map((name) => [name, variables[name] ?? ""]));
}

/**
 * Deploys the Worker, unless neither its code nor its variables have changed: each deployment restarts every room.
 * @param message the text in Cloudflare's list of deployments
 * @returns the rooms' host
 */
export async function deployWorker(
  rooms: WorkerRooms,
  checked: Checked,
  { mark, message, variables }: { mark: string; message: string; variables: Record<string, string> },
): Promise<{ host: string; isUnchanged: boolean }> {
  const secrets = secretsFor(variables, checked.state);
  const fingerprint = fingerprintOf(rooms, checked.bundleHash, secrets);
  if (checked.isReachable && checked.fingerprint === fingerprint) {
    return { host: checked.host, isUnchanged: true };
  }
  const host = await withFolder(async (folder) => {
    const file = join(folder, "secrets.json");
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    const marks = ["--var", `${MARK}:${mark}`, "--var", `${FINGERPRINT}:${fingerprint}`];
    const args = [...deployArgs(rooms), "--secrets-file", file, ...marks, "--message", message];
    await run({ ...wrangler(folder, args, rooms.account) }, secretValues({ ...secrets, TOKEN: rooms.account.token }));
    return deployedHost(wranglersOutput(folder), rooms);
  });
  return { host, isUnchanged: false };
}

function deployArgs({ name, domain }: WorkerRooms): string[] {
  // All traffic at once: the web side, which is deployed next, expects the new rooms.
  const args = ["deploy", "--name", name, "--durable-objects-code-update-mode", "immediate"];
  return domain ? [...args, "--domain", domain] : args;
}

/** What a dry run prints. */
export function describeDeploy(rooms: WorkerRooms, variables: Record<string, string>): string {
  const names = ROOM_VARIABLES.filter((name) => variables[name]);
  return `wrangler ${deployArgs(rooms).join(" ")} in account ${rooms.account.id}, with ${names.map((name) => `${name}=•••`).join(" ")}`;
}

const outputFile = (folder: string) => join(folder, "output.jsonl");

/** The entries of wrangler's output file, one JSON object a line; empty if there is no file. */
function wranglersOutput(folder: string): string {
  const file = outputFile(folder);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

const output = z.object({ type: z.string(), targets: z.array(z.string()).optional() });

/**
 * The Worker's host according to wrangler. @throws if wrangler reports none, or another domain than the requested one
 */
export function deployedHost(written: string, { domain }: Pick<WorkerRooms, "domain">): string {
  const entries = written.split("\n").flatMap((line) => output.safeParse(parseJson(line)).data ?? []);
  const deployed = entries.find(({ type }) => type === "deploy");
  if (!deployed) throw new Error("wrangler deployed the Worker and did not report its address");
  const hosts = (deployed.targets ?? []).map((target) => target.replace(/^https:\/\//, "").replace(/[ /].*$/, ""));
  const host = domain ? hosts.find((each) => each === domain) : hosts.find((each) => each.endsWith(".workers.dev"));
  if (!host) throw new Error(`wrangler deployed the Worker to ${hosts.join(", ") || "no address"}`);
  return host;
}

/**
 * Deletes a Worker and its objects' storage.
 * @throws Error if it does not have this mark
 */
export async function deleteWorker(
  account: CloudflareAccount,
  name: string,
  mark: string,
): Promise<"deleted" | "missing"> {
  const names = await listWorkers(account);
  const state = names.includes(name) ? await findWorker(account, name) : undefined;
  if (!state) return "missing";
  assertOwn(name, state, mark);
  await withFolder((folder) =>
    run(wrangler(folder, ["delete", name, "--force"], account), secretValues({ TOKEN: account.token })),
  );
  return "deleted";
}

/** Every Worker of the account that has a mark. */
export async function markedWorkers(account: CloudflareAccount): Promise<{ name: string; mark: string }[]> {
  const found: { name: string; mark: string }[] = [];
  for (const name of await listWorkers(account)) {
    const mark = (await findWorker(account, name))?.variables[MARK];
    if (mark) found.push({ name, mark });
  }
  return found;
}

/** wrangler as a command; its own output files go into `folder`. */
function wrangler(folder: string, args: string[], account?: CloudflareAccount): Command {
  return {
    program: "wrangler",
    script: CLI,
    args: [...args, "--config", CONFIG],
    env: {
      ...(account && { CLOUDFLARE_ACCOUNT_ID: account.id, CLOUDFLARE_API_TOKEN: account.token }),
      WRANGLER_OUTPUT_FILE_PATH: outputFile(folder),
      WRANGLER_LOG_PATH: join(folder, "logs"),
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      NO_COLOR: "1",
      CI: "1",
      // Cleared: a value would select an environment that wrangler.jsonc does not have.
      CLOUDFLARE_ENV: "",
    },
  };
}

/** Creates a folder that only this user can read, and deletes it after `work`. */
async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "sarangbang-rooms-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
