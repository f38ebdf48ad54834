/** Runs one contract on ioredis-mock and on a real Redis, behind the gateway and through the app's own client. */
import type { Redis } from "@upstash/redis/cloudflare";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import type { Gateway } from "@/dev/http-gateway";
import type { RedisBackend } from "@/dev/redis/redis-backend";
import { embeddedRedis } from "@/dev/redis/redis-embedded";
import { externalRedis } from "@/dev/redis/redis-server";
import { openUpstashGateway } from "@/dev/redis/upstash-gateway";
import { openRedis } from "@/lib/server/redis/redis";
import { redisMissing, startRedis } from "@/tests/harness/servers/servers";

const TOKEN = "a token of the test";

/** The test's context; set before each backend's first test. */
export interface Endpoint {
  redis: Redis;
  gateway: Gateway;
  /** A raw request, without the client. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>;
}

interface Opened {
  redis: RedisBackend;
  stop(): Promise<void>;
}

const openEmbedded = async (): Promise<Opened> => ({ redis: embeddedRedis(), stop: async () => {} });

async function openReal(): Promise<Opened> {
  const server = await startRedis();
  return { redis: externalRedis(server.url), stop: server.stop };
}

const missing = redisMissing();
const backends = [
  { name: "ioredis-mock", open: openEmbedded, skip: undefined },
  { name: missing ? `redis-server (skipped: ${missing})` : "redis-server", open: openReal, skip: missing },
];

function poster(gateway: Gateway): Endpoint["post"] {
  return async (path, body, headers = {}) => {
    const response = await fetch(`${gateway.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
}

/** Defines the tests once for every backend; if one is not installed, they are skipped with the reason in the title. */
export function onEachRedis(define: (at: Endpoint) => void) {
  for (const { name, open, skip } of backends) {
    describe.skipIf(skip)(`Upstash's endpoint on ${name}`, () => {
      const at = {} as Endpoint;
      let opened: Opened;

      beforeAll(async () => {
        opened = await open();
        await opened.redis.start();
        at.gateway = await openUpstashGateway(0, opened.redis, TOKEN);
        at.redis = openRedis({ UPSTASH_REDIS_REST_URL: at.gateway.url, UPSTASH_REDIS_REST_TOKEN: TOKEN });
        at.post = poster(at.gateway);
      }, 30_000);

      afterAll(async () => {
        await at.gateway.close();
        await opened.stop();
      });

      beforeEach(async () => {
        await at.redis.flushdb();
      });

      define(at);
    });
  }
}
