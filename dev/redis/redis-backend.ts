/** The result of one command. Strings may be Buffers: a Redis string is bytes. */
export type Reply = { result: unknown } | { error: string };
export type RedisCommand = [name: string, ...args: string[]];

/** A Redis as the Upstash gateway uses it. */
export interface RedisBackend {
  kind: "embedded" | "server";
  /**
   * Runs commands in order, one reply each. `atomic`: no other client's command runs in between; if one command cannot
   * be queued none runs and the only reply is that error.
   * @throws if Redis is unreachable
   */
  run(commands: RedisCommand[], atomic: boolean): Promise<Reply[]>;
  start(): Promise<void>;
  stop(): Promise<void>;
}
