/** A running site, as docker/try/run.ts starts one from images. TEST_SITE has its address. */
import * as z from "zod";
import type { Cloud, Part } from "@/dev/cloud";
import { openRedis } from "@/lib/server/redis/redis";

const given = z.object({ web: z.url(), rooms: z.url(), control: z.url(), env: z.record(z.string(), z.string()) });

/** @throws Error if a variable that a test needs has another value there. */
export function givenCloud(json: string, asked: Record<string, string>): Cloud {
  const { web, rooms, control, env } = given.parse(JSON.parse(json));
  for (const [name, value] of Object.entries(asked))
    if (env[name] !== value) throw new Error(`the given site runs with ${name}=${env[name]}; this test needs ${value}`);
  const part = (name: string): Part => ({
    start: () => tell(`${control}/${name}/start`),
    stop: () => tell(`${control}/${name}/stop`),
  });
  const redis = openRedis({
    UPSTASH_REDIS_REST_URL: `${env.UPSTASH_REDIS_REST_URL}`,
    UPSTASH_REDIS_REST_TOKEN: `${env.UPSTASH_REDIS_REST_TOKEN}`,
  });
  const uncounted = () => {
    throw new Error("the requests of a given site cannot be counted");
  };
  return {
    env,
    urls: {
      ...{ web, rooms, storage: env.S3_ENDPOINT ?? "" },
      ...{ neon: `${env.NEON_FETCH_ENDPOINT}`, upstash: `${env.UPSTASH_REDIS_REST_URL}` },
    },
    kinds: { postgres: "server", redis: "server" },
    postgres: { ...part("postgres"), requests: uncounted },
    redis: {
      ...part("redis"),
      requests: uncounted,
      commands: uncounted,
      flush: async () => void (await redis.flushdb()),
    },
    storage: { ...part("storage"), requests: uncounted },
    rooms: part("rooms"),
    died: new Promise(() => {}),
    stop: async () => {},
  };
}

async function tell(url: string): Promise<void> {
  const answer = await fetch(url, { method: "POST" });
  if (!answer.ok) throw new Error(await answer.text());
}
