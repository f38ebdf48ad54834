/** What one command came to. Strings may be Buffers: a Redis string is bytes. */
export type Reply = { result: unknown } | { error: string };
export type RedisCommand = [name: string, ...args: string[]];

/** A Redis as the Upstash gateway sees it. */
export interface RedisBackend {
  kind: "embedded" | "server";
  /**
   * Runs commands in order, one reply each. `atomic`: nobody else's command gets in between, and where one command
   * cannot be queued none runs and the only reply is that error.
   * @throws where Redis cannot be reached.
   */
  run(commands: RedisCommand[], atomic: boolean): Promise<Reply[]>;
  start(): Promise<void>;
  stop(): Promise<void>;
}
