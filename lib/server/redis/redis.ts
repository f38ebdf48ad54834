import { Redis } from "@upstash/redis/cloudflare";
import type { SharedEnv } from "@/lib/server/env";
import { withDeadline } from "@/lib/shared/deadline";

/** A command without an answer within this time counts as failed: the cache must not delay a join by more. */
const COMMAND_TIMEOUT_MS = 2_000;

/** Upstash over REST. Values stay strings: stored values are parsed by schema. Failures throw at once. */
export function openRedis(env: Pick<SharedEnv, "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">): Redis {
  return new PromptRedis({
    url: env.UPSTASH_REDIS_REST_URL,
    token: env.UPSTASH_REDIS_REST_TOKEN,
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: false,
  });
}

class PromptRedis extends Redis {
  constructor(config: ConstructorParameters<typeof Redis>[0]) {
    super(config);
    const request = this.client.request.bind(this.client);
    this.client.request = (asked) => withDeadline(COMMAND_TIMEOUT_MS, (signal) => request({ ...asked, signal }));
  }
}
