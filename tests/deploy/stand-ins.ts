/**
 * Fakes of the systems that a deployment uses: command-line tools, Neon's API and GitHub's. They record their requests.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { root } from "@/dev/root";

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

/** Records the arguments of every Node process that a script starts, which any user of its machine can read. */
const NOTE_ARGUMENTS = `
require("node:fs").appendFileSync(process.env.ARGUMENTS, JSON.stringify(process.argv.slice(1)) + "\\n");
`;

export interface Ran {
  code: number | null;
  /** The text of stdout and stderr. */
  output: string;
  /** The tools that it called, in order. */
  asked: Asked[];
  /** The arguments of every Node process, this one's first. */
  arguments: string[][];
  /** Files left in the folders for users and temporary files. */
  left: string[];
}

/** Runs one of the scripts with these variables and no other, and fakes of the tools that it calls. */
export async function runScript(script: string, variables: Record<string, string>, args: string[] = []): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "sarangbang-tools-"));
  const record = join(folder, "asked.jsonl");
  writeFileSync(record, "");
  for (const name of ["partykit", "next"]) {
    writeFileSync(join(folder, name), TOOL);
    chmodSync(join(folder, name), 0o755);
  }
  const [home, temporary, argumentsFile] = [join(folder, "home"), join(folder, "tmp"), join(folder, "arguments.jsonl")];
  for (const each of [home, temporary]) mkdirSync(each);
  const hook = join(folder, "arguments.cjs");
  writeFileSync(hook, NOTE_ARGUMENTS);
  const env = {
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    HOME: home,
    TMPDIR: temporary,
    ASKED: record,
    ARGUMENTS: argumentsFile,
    NODE_OPTIONS: `--require ${hook}`,
    ...variables,
  };
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { cwd: root, env: env as never });
  const { code, output } = await endOf(child);
  const lines = (file: string) => readFileSync(file, "utf8").split("\n").filter(Boolean);
  const asked = lines(record).map((line) => JSON.parse(line));
  const all = lines(argumentsFile).map((line) => JSON.parse(line));
  const left = [home, temporary].flatMap((each) => readdirSync(each, { recursive: true, encoding: "utf8" }));
  rmSync(folder, { recursive: true, force: true });
  return { code, output, asked, arguments: all, left };
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
  expires_at?: string;
}

/** Neon's API for one project whose branches all have one database. */
export interface StandInNeon {
  url: string;
  /** `METHOD path`, without the project. */
  asked: string[];
  branches: NeonBranch[];
  /**
   * Answers the next request of that method and path (a prefix) with this status and message. The request has no effect;
   * `then` runs before the answer.
   */
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

  const add = (made: Pick<NeonBranch, "name" | "expires_at">) => {
    const branch = { id: `br-${branches.length}`, default: false, ...made };
    branches.push(branch);
    return branch;
  };
  const answers: [RegExp, (match: RegExpExecArray, url: URL, body: string) => unknown][] = [
    [
      /^GET \/branches$/,
      (_, url) => ({ branches: branches.filter(({ name }) => name.includes(url.searchParams.get("search") ?? "")) }),
    ],
    [/^POST \/branches$/, (_, __, body) => ({ branch: add(JSON.parse(body).branch), operations: [{ id: "op-1" }] })],
    [
      /^PATCH \/branches\/([\w-]+)$/,
      ([, id], _, body) => ({
        branch: Object.assign(branches.find((each) => each.id === id) ?? {}, JSON.parse(body).branch),
      }),
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
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.headers.authorization !== `Bearer ${KEY}`) return [401, { message: "authentication failed" }];
    const refusal = refusals.findIndex((each) => line.startsWith(each.request));
    if (refusal >= 0) {
      const [{ status, message, then }] = refusals.splice(refusal, 1) as [(typeof refusals)[number]];
      then?.();
      return [status, { message }];
    }
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

export interface StandInGitHub {
  url: string;
  branches: string[];
  /** Open pull requests; `owner`: null if the fork was deleted. */
  pulls: { ref: string; owner: string | null }[];
  isDown: boolean;
  close(): Promise<void>;
}

export const REPOSITORY = "mina/sarangbang";

/** GitHub's lists of a repository's branches and open pull requests, in pages of the requested size. */
export async function standInGitHub(): Promise<StandInGitHub> {
  const state: Omit<StandInGitHub, "url" | "close"> = { branches: ["main"], pulls: [], isDown: false };
  const lists: Record<string, () => unknown[]> = {
    [`/repos/${REPOSITORY}/branches`]: () => state.branches.map((name) => ({ name })),
    [`/repos/${REPOSITORY}/pulls`]: () =>
      state.pulls.map(({ ref, owner }) => ({ head: { ref, repo: owner && { owner: { login: owner } } } })),
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://github");
    const list = lists[url.pathname];
    const [page, size] = ["page", "per_page"].map((name) => Number(url.searchParams.get(name))) as [number, number];
    if (!list || state.isDown) return response.writeHead(503).end("{}");
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(list().slice((page - 1) * size, page * size)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
