import { mkdirSync } from "node:fs";
import { Redis } from "ioredis";
import { CloudError } from "@/dev/cloud-error";
import { service, startChild, untilReady } from "@/dev/process/child";
import type { RedisBackend, RedisCommand, Reply } from "./redis-backend";

/** A client that fails at once while Redis is unavailable, and never repeats a command by itself. */
function open(url: string): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 200,
  });
  // Each command reports its own failure; without a listener the event would end the process.
  redis.on("error", () => {});
  return redis;
}

async function runAll(redis: Redis, commands: RedisCommand[]): Promise<Reply[]> {
  const pipeline = redis.pipeline();
  // In capitals a command bypasses ioredis's own conversion of arguments and replies.
  for (const [name, ...args] of commands) pipeline.callBuffer(name.toUpperCase(), ...args);
  return ((await pipeline.exec()) ?? []).map(([error, result]) => {
    if (!error) return { result };
    if (error.name !== "ReplyError") throw error;
    return { error: error.message };
  });
}

/** MULTI … EXEC as one pipeline: on a shared connection nothing else may be sent in between. */
async function runTransaction(redis: Redis, commands: RedisCommand[]): Promise<Reply[]> {
  const end = (await runAll(redis, [["MULTI"], ...commands, ["EXEC"]])).at(-1);
  if (!end || "error" in end) return [end ?? { error: "ERR no reply" }];
  return (end.result as unknown[]).map((each) => (each instanceof Error ? { error: each.message } : { result: each }));
}

function backendAt(url: string, before: () => Promise<void>, after: () => Promise<void>): RedisBackend {
  let redis = open(url);
  return {
    kind: "server",
    run: (commands, atomic) => (atomic ? runTransaction(redis, commands) : runAll(redis, commands)),
    async start() {
      await before();
      redis = open(url);
      await redis.connect();
    },
    async stop() {
      redis.disconnect();
      await after();
    },
  };
}

/** A Redis of yours; it is neither started nor stopped here. `start` throws CloudError if it does not respond. */
export function externalRedis(url: string): RedisBackend {
  const nothing = async () => {};
  const backend = backendAt(url, nothing, nothing);
  const start = () =>
    backend.start().catch(async (error) => {
      await backend.stop();
      throw new CloudError(`no Redis answers at LOCAL_REDIS_URL: ${error.message}`);
    });
  return { ...backend, start };
}

async function answersPing(url: string): Promise<boolean> {
  const redis = open(url);
  try {
    await redis.connect();
    return (await redis.ping()) === "PONG";
  } finally {
    redis.disconnect();
  }
}

/** Our own redis-server or valkey-server: `program` on `port`, with its data in `dir`. */
export function spawnedRedis(program: string, dir: string, port: number): RedisBackend {
  const url = `redis://127.0.0.1:${port}`;
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", dir, "--appendonly", "yes", "--save", ""];
  const server = service(
    () => startChild({ name: program, command: program, args }),
    (child) => untilReady(child, () => answersPing(url), 10_000),
    // The chat works without Redis, so after a crash Redis is restarted and the local cloud continues.
    true,
  );
  const before = async () => {
    mkdirSync(dir, { recursive: true });
    await server.start();
  };
  return backendAt(url, before, server.stop);
}
