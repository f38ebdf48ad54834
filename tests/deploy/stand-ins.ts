/** What a deployment talks to, stood in for: the command-line tools and Neon's API. Both keep what they were asked. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { root } from "../../dev/root";

export interface Asked {
  program: string;
  args: string[];
  env: Record<string, string>;
}

const TOOL = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const { basename } = require("node:path");
const program = basename(process.argv[1]);
appendFileSync(process.env.ASKED, JSON.stringify({ program, args: process.argv.slice(2), env: process.env }) + "\\n");
if (process.env.FAILING === program) { console.error(process.env.COMPLAINT ?? "it did not work"); process.exit(3); }
`;

export interface Ran {
  code: number | null;
  /** Both streams. */
  output: string;
  /** The tools that it called, in their order. */
  asked: Asked[];
}

/** Runs one of the scripts with these variables and no other, and stand-ins for the tools that it calls. */
export async function runScript(script: string, variables: Record<string, string>, args: string[] = []): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "sarangbang-tools-"));
  const record = join(folder, "asked.jsonl");
  writeFileSync(record, "");
  for (const name of ["partykit", "next"]) {
    writeFileSync(join(folder, name), TOOL);
    chmodSync(join(folder, name), 0o755);
  }
  const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, HOME: folder, ASKED: record, ...variables };
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { cwd: root, env: env as never });
  const { code, output } = await endOf(child);
  const lines = readFileSync(record, "utf8").split("\n").filter(Boolean);
  rmSync(folder, { recursive: true, force: true });
  return { code, output, asked: lines.map((line) => JSON.parse(line)) };
}

async function endOf(child: ChildProcess): Promise<Pick<Ran, "code" | "output">> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

interface NeonBranch {
  id: string;
  name: string;
  default: boolean;
}

/** Neon's API for one project whose branches all have one database. */
export interface StandInNeon {
  url: string;
  /** `METHOD path`, without the project. */
  asked: string[];
  branches: NeonBranch[];
  /** Answers the next request of that method and path (its beginning) so, and nothing else happens, unless `then`. */
  refuse(request: string, status: number, message: string, then?: () => void): void;
  close(): Promise<void>;
}

const KEY = "neon-key-of-previews";
const PROJECT = "calm-previews-1";
export const NEON = { NEON_API_KEY: KEY, NEON_PROJECT_ID: PROJECT };

export async function standInNeon(database: () => string): Promise<StandInNeon> {
  const asked: string[] = [];
  const branches: NeonBranch[] = [{ id: "br-default", name: "main", default: true }];
  const refusals: { request: string; status: number; message: string; then?: () => void }[] = [];
  let looks = 0;

  const add = (name: string) => {
    const branch = { id: `br-${branches.length}`, name, default: false };
    branches.push(branch);
    return branch;
  };
  const answers: [RegExp, (match: RegExpExecArray, url: URL, body: string) => unknown][] = [
    [
      /^GET \/branches$/,
      (_, url) => ({ branches: branches.filter(({ name }) => name.includes(url.searchParams.get("search") ?? "")) }),
    ],
    [
      /^POST \/branches$/,
      (_, __, body) => ({ branch: add(JSON.parse(body).branch.name), operations: [{ id: "op-1" }] }),
    ],
    [/^GET \/operations\/op-1$/, () => ({ operation: { status: looks++ % 2 === 0 ? "running" : "finished" } })],
    [/^GET \/branches\/[\w-]+\/databases$/, () => ({ databases: [{ name: "neondb", owner_name: "neondb_owner" }] })],
    [/^GET \/connection_uri$/, () => ({ uri: database() })],
    [
      /^DELETE \/branches\/([\w-]+)$/,
      ([, id]) =>
        branches.splice(
          branches.findIndex((each) => each.id === id),
          1,
        ),
    ],
  ];

  async function answer(request: IncomingMessage): Promise<[number, unknown]> {
    const url = new URL(request.url ?? "", "http://neon");
    const line = `${request.method} ${url.pathname.replace(`/projects/${PROJECT}`, "")}`;
    asked.push(line);
    if (request.headers.authorization !== `Bearer ${KEY}`) return [401, { message: "authentication failed" }];
    const refusal = refusals.findIndex((each) => line.startsWith(each.request));
    if (refusal >= 0) {
      const [{ status, message, then }] = refusals.splice(refusal, 1) as [(typeof refusals)[number]];
      then?.();
      return [status, { message }];
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    for (const [pattern, say] of answers) {
      const match = pattern.exec(line);
      if (match) return [200, say(match, url, body)];
    }
    return [404, { message: "not found" }];
  }

  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    branches,
    refuse: (request, status, message, then) => void refusals.push({ request, status, message, then }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
