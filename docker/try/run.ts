/**
 * Starts the images as compose.yaml describes and waits until each is healthy, then runs a command with the site's address
 * in TEST_SITE. Needs root, and a network namespace of its own, since all services share its ports:
 *   ip netns add sarangbang && ip netns exec sarangbang ip link set lo up
 *   ip netns exec sarangbang node --import tsx docker/try/run.ts npx vitest run tests/e2e --no-file-parallelism
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { openS3Endpoint } from "@/dev/storage/s3-endpoint";
import { readCompose } from "@/docker/compose";
import { type Container, runContainer } from "./container";

process.env.STORAGE_DRIVER ??= "vfs";
const HEALTHY_WITHIN_MS = 120_000;
const PAUSE_MS = 500;
const CONTROL_PORT = 9_100;
/** Object storage for the site, beside the images: compose.yaml has none. */
const STORAGE = {
  ...{ S3_ENDPOINT: "http://127.0.0.1:7480", S3_BUCKET: "files", S3_REGION: "auto" },
  ...{ S3_ACCESS_KEY_ID: "try", S3_SECRET_ACCESS_KEY: randomUUID() },
};

const ownEnv = join(import.meta.dirname, "../.env");
// As with Compose, the shell's values take precedence.
const compose = readCompose({ ...parseEnv(readFileSync(ownEnv, "utf8")), ...STORAGE, ...process.env });
const work = process.env.TRY_WORK ?? mkdtempSync(join(tmpdir(), "sarangbang-try-"));
const names = Object.keys(compose.services);
mkdirSync(work, { recursive: true });
writeFileSync(join(work, "hosts"), `127.0.0.1 localhost ${names.join(" ")}\n`);
const running = new Map<string, Container>();
const storage = await openS3Endpoint({
  ...{ port: Number(new URL(STORAGE.S3_ENDPOINT).port), folder: join(work, "files"), bucket: STORAGE.S3_BUCKET },
  credentials: { accessKeyId: STORAGE.S3_ACCESS_KEY_ID, secretAccessKey: STORAGE.S3_SECRET_ACCESS_KEY, region: "auto" },
  origins: compose.services.web?.environment.ALLOWED_ORIGINS?.split(",") ?? [],
});

const service = (name: string) => {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
};

/** Starts its dependencies first, then itself; returns when it is healthy, or completed. */
async function up(name: string): Promise<void> {
  for (const other of Object.keys(service(name).depends_on)) await up(other);
  if (running.has(name)) return;
  const began = performance.now();
  const container = runContainer(name, service(name), work, (line) => console.log(`${name.padEnd(8)} │ ${line}`));
  running.set(name, container);
  if (service(name).healthcheck) await untilHealthy(container);
  else if ((await container.exited) !== 0) throw new Error(`${name} failed`);
  console.log(
    `${name}: ${service(name).healthcheck ? "healthy" : "completed"} after ${Math.round(performance.now() - began)} ms`,
  );
}

async function untilHealthy({ name, isHealthy, exited }: Container): Promise<void> {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  const ended = exited.then((code) => {
    throw new Error(`${name} ended with ${code}`);
  });
  while (!(await Promise.race([isHealthy(), ended]))) {
    if (Date.now() > deadline) throw new Error(`${name} is not healthy`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  ended.catch(() => {});
}

async function down(name: string): Promise<void> {
  const container = running.get(name);
  running.delete(name);
  await container?.stop();
  const touched = container?.touched() ?? [];
  if (touched.length > 0) console.log(`${name} wrote into its image:\n${touched.slice(0, 20).join("\n")}`);
  console.log(`${name}: stopped, ${touched.length} files of its image touched, exit code ${await container?.exited}`);
}

/** Control requests of tests: `POST /rooms/stop`, `POST /rooms/start`. */
const control = createServer(async ({ url = "" }, response) => {
  const [, name = "", act] = url.split("/");
  const done =
    name === "storage" ? storage[act === "stop" ? "stop" : "start"]() : act === "stop" ? down(name) : up(name);
  await done.then(
    () => response.writeHead(204),
    (error) => response.writeHead(500).write(String(error)),
  );
  response.end();
}).listen(CONTROL_PORT, "127.0.0.1");

function site(): string {
  const env = service("web").environment;
  return JSON.stringify({
    web: env.ALLOWED_ORIGINS ?? service("rooms").environment.ALLOWED_ORIGINS,
    rooms: "http://localhost:1999",
    control: `http://127.0.0.1:${CONTROL_PORT}`,
    env: { ...env, NEON_FETCH_ENDPOINT: "http://127.0.0.1:5481/sql", UPSTASH_REDIS_REST_URL: "http://127.0.0.1:6481" },
  });
}

let exitCode = 1;
try {
  for (const name of names) await up(name);
  const [command = "true", ...args] = process.argv.slice(2);
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, TEST_SITE: site() } });
  exitCode = await new Promise((done) => child.once("exit", (code) => done(code ?? 1)));
} catch (error) {
  console.error(error);
}
for (const name of [...names].reverse()) if (running.has(name)) await down(name);
control.close();
await storage.close();
console.log(`Volumes are kept in ${existsSync(work) ? work : "–"}.`);
process.exit(exitCode);
