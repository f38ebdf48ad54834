/**
 * A fake of the part of Cloudflare's API that the real wrangler and our own requests use. It records Workers, domains,
 * and its requests.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

const TOKEN = "cloudflare-token-of-mina";
export const ACCOUNT = "0123456789abcdef0123456789abcdef";
export const CLOUDFLARE = { CLOUDFLARE_ACCOUNT_ID: ACCOUNT, CLOUDFLARE_API_TOKEN: TOKEN };

interface Binding {
  type: string;
  name: string;
  text?: string;
  class_name?: string;
}

interface StoredWorker {
  /** Of the newest version. */
  bindings: Binding[];
  /** Every version's bindings by its id, and which one serves. */
  versions: Map<string, Binding[]>;
  serving: string | undefined;
  migrationTag?: string;
  isOnWorkersDev: boolean;
  code: string;
  messages: string[];
}

interface Metadata {
  main_module: string;
  bindings: Binding[];
  compatibility_date: string;
  migrations?: { new_tag: string; old_tag?: string; steps: { new_sqlite_classes?: string[] }[] };
  keep_bindings?: string[];
  observability?: { enabled: boolean };
  annotations?: Record<string, string>;
  code_update_strategy?: { mode: string };
}

export interface AskedCloudflare {
  /** `METHOD path?query`, without the account. */
  line: string;
  agent: string;
  metadata?: Metadata;
  json?: unknown;
}

export interface StandInCloudflare {
  url: string;
  asked: AskedCloudflare[];
  workers: Map<string, StoredWorker>;
  domains: Map<string, string>;
  /** The account's subdomain of workers.dev. */
  subdomain: string | undefined;
  /** A Worker of another owner or of an earlier deployment; the mark tells which. */
  addWorker(name: string, mark?: string): void;
  /** Answers every request whose line begins with this text with this refusal. */
  refuse(line: string, status: number, code: number, message: string): void;
  /** Removes all refusals. */
  forgive(): void;
  /** Uploads and other changes, in order. */
  changes(): string[];
  uploads(): AskedCloudflare[];
  close(): Promise<void>;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const noWorker = () => new Refusal(404, 10007, "workers.api.error.script_not_found");

interface Question {
  asked: AskedCloudflare;
  name: string;
  /** The rest of the path. */
  rest: string;
  query: URLSearchParams;
  code: string;
}

async function read(request: IncomingMessage): Promise<{ metadata?: Metadata; json?: unknown; code: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("multipart/form-data")) {
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    const metadata: Metadata = JSON.parse(String(form.get("metadata")));
    const main = form.get(metadata.main_module);
    return { metadata, code: main instanceof Blob ? await main.text() : String(main) };
  }
  return { json: type.includes("json") && body.length > 0 ? JSON.parse(String(body)) : undefined, code: "" };
}

export async function standInCloudflare(): Promise<StandInCloudflare> {
  const refusals: { line: string; refusal: Refusal }[] = [];
  const state: Omit<StandInCloudflare, "url" | "close"> = {
    asked: [],
    workers: new Map(),
    domains: new Map(),
    subdomain: "mina",
    addWorker(name, mark) {
      const bindings = mark ? [{ type: "plain_text", name: "DEPLOYMENT", text: mark }] : [];
      const versions = new Map([["version-1", bindings]]);
      const rest = { isOnWorkersDev: true, code: "another's", messages: [] };
      state.workers.set(name, { bindings, versions, serving: "version-1", ...rest });
    },
    refuse: (line, status, code, message) => refusals.push({ line, refusal: new Refusal(status, code, message) }),
    forgive: () => void refusals.splice(0),
    changes: () => state.asked.map(({ line }) => line).filter((line) => !line.startsWith("GET")),
    uploads: () => state.asked.filter(({ metadata }) => metadata),
  };
  const { workers, domains } = state;

  function worker(name: string): StoredWorker {
    const found = workers.get(name);
    if (!found) throw noWorker();
    return found;
  }

  function upload({ asked: { metadata }, name, code }: Question) {
    if (!metadata) throw new Refusal(400, 10021, "no metadata");
    const before = workers.get(name);
    const kept = before?.bindings.filter(
      ({ type, name: binding }) =>
        metadata.keep_bindings?.includes(type) && !metadata.bindings.some((each) => each.name === binding),
    );
    const id = randomUUID();
    const bindings = [...metadata.bindings, ...(kept ?? [])];
    const after = {
      bindings,
      versions: new Map([...(before?.versions ?? []), [id, bindings] as const]),
      serving: before?.serving,
      migrationTag: metadata.migrations?.new_tag ?? before?.migrationTag,
      isOnWorkersDev: before?.isOnWorkersDev ?? false,
      code,
      messages: [...(before?.messages ?? []), metadata.annotations?.["workers/message"] ?? ""],
    };
    workers.set(name, after);
    return { id, deployment_id: id, etag: "etag", startup_time_ms: 12, resources: { script: { etag: "etag" } } };
  }

  function deploy({ name, asked: { json } }: Question) {
    const [{ version_id = "" } = {}] = (json as { versions: { version_id: string }[] }).versions;
    version(name, version_id);
    worker(name).serving = version_id;
    return { id: randomUUID() };
  }

  function version(name: string, id: string): { bindings: Binding[] } {
    const bindings = worker(name).versions.get(id);
    if (!bindings) throw new Refusal(404, 10007, "no such version");
    return { bindings };
  }

  function remove({ name }: Question) {
    worker(name);
    workers.delete(name);
    for (const [hostname, service] of domains) if (service === name) domains.delete(hostname);
    return null;
  }

  const workersDev = (name: string) => ({ enabled: worker(name).isOnWorkersDev, previews_enabled: false });

  /** Requests about Workers that do not exist are refused by `worker`. */
  const answers: [RegExp, (question: Question) => unknown][] = [
    [/^GET \/workers\/scripts$/, () => [...workers].map(([id, each]) => ({ id, migration_tag: each.migrationTag }))],
    [/^GET \/workers\/scripts\/([^/]+)\/settings$/, ({ name }) => ({ bindings: visible(worker(name)) })],
    [/^GET \/workers\/scripts\/([^/]+)\/secrets$/, ({ name }) => visible(worker(name)).filter(isSecret)],
    [/^GET \/workers\/scripts\/([^/]+)\/deployments$/, ({ name }) => ({ deployments: deployments(worker(name)) })],
    [
      /^GET \/workers\/scripts\/([^/]+)\/versions\/([^/]+)$/,
      ({ name, rest }) => ({ id: rest, resources: { bindings: visible(version(name, rest)) } }),
    ],
    [/^GET \/workers\/scripts\/([^/]+)\/subdomain$/, ({ name }) => workersDev(name)],
    [/^GET \/workers\/workers\/([^/]+)$/, ({ name }) => ({ name, subdomain: workersDev(name) })],
    [
      /^GET \/workers\/services\/([^/]+)$/,
      ({ name }) => ({
        default_environment: {
          environment: "production",
          script: {
            tag: `tag-${name}`,
            tags: [],
            last_deployed_from: "wrangler",
            migration_tag: worker(name).migrationTag,
          },
        },
      }),
    ],
    [
      /^GET \/workers\/subdomain$/,
      () => {
        if (!state.subdomain) throw new Refusal(404, 10007, "There is no workers.dev subdomain");
        return { subdomain: state.subdomain };
      },
    ],
    [
      /^GET \/workers\/domains$/,
      ({ query }) =>
        [...domains]
          .map(([hostname, service]) => ({ hostname, service }))
          .filter(({ hostname }) => hostname === query.get("hostname")),
    ],
    [/^GET \/storage\/kv\/namespaces$/, () => []],
    [
      /^PUT \/workers\/scripts\/([^/]+)$/,
      (question) => {
        const made = upload(question);
        worker(question.name).serving = made.id;
        return made;
      },
    ],
    [/^POST \/workers\/scripts\/([^/]+)\/versions$/, (question) => worker(question.name) && upload(question)],
    [/^POST \/workers\/scripts\/([^/]+)\/deployments$/, deploy],
    [/^PATCH \/workers\/scripts\/([^/]+)\/script-settings$/, ({ name }) => worker(name) && {}],
    [
      /^POST \/workers\/scripts\/([^/]+)\/subdomain$/,
      ({ name, asked: { json } }) => {
        worker(name).isOnWorkersDev = (json as { enabled: boolean }).enabled;
        return workersDev(name);
      },
    ],
    [
      /^POST \/workers\/scripts\/([^/]+)\/domains\/changeset$/,
      ({ name }) => worker(name) && { added: [], removed: [], updated: [], conflicting: [] },
    ],
    [
      /^PUT \/workers\/scripts\/([^/]+)\/domains\/records$/,
      ({ name, asked: { json } }) => {
        for (const { hostname } of (json as { origins: { hostname: string }[] }).origins) domains.set(hostname, name);
        return worker(name) && [];
      },
    ],
    [/^DELETE \/workers\/services\/([^/]+)$/, remove],
  ];

  async function answer(request: IncomingMessage): Promise<unknown> {
    const url = new URL(request.url ?? "", "http://cloudflare");
    const path = url.pathname.replace(`/accounts/${ACCOUNT}`, "");
    const { code, ...body } = await read(request);
    const asked = {
      line: `${request.method} ${path}${url.search}`,
      agent: `${request.headers["user-agent"]}`,
      ...body,
    };
    state.asked.push(asked);
    if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new Refusal(403, 10000, "Authentication error");
    const refused = refusals.find(({ line }) => asked.line.startsWith(line));
    if (refused) throw refused.refusal;
    for (const [pattern, reply] of answers) {
      const match = pattern.exec(`${request.method} ${path}`);
      if (match) return reply({ asked, name: match[1] ?? "", rest: match[2] ?? "", query: url.searchParams, code });
    }
    throw new Refusal(404, 7003, `Could not route to ${asked.line}`);
  }

  const server = createServer((request, response) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    answer(request).then(
      (result) => reply(200, { success: true, errors: [], messages: [], result }),
      (error) => {
        const { status = 500, code = 0, message } = error instanceof Refusal ? error : { message: String(error) };
        reply(status, { success: false, errors: [{ code, message }], messages: [], result: null });
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

const isSecret = ({ type }: Binding) => type === "secret_text";

/** The deployment that serves. Cloudflare's list has earlier ones after it. */
function deployments({ serving }: StoredWorker) {
  return serving ? [{ id: randomUUID(), versions: [{ version_id: serving, percentage: 100 }] }] : [];
}

/** Cloudflare never returns a secret. */
function visible({ bindings }: Pick<StoredWorker, "bindings">): Binding[] {
  return bindings.map((binding) => (isSecret(binding) ? { type: binding.type, name: binding.name } : binding));
}
