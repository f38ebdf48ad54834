import * as z from "zod";
import { type Gateway, type GatewayAnswer, openGateway } from "@/dev/http-gateway";
import { isSameSecret } from "@/dev/same-secret";
import type { RedisBackend, RedisCommand, Reply } from "./redis-backend";

/**
 * Upstash accepts a flag in a script's first line that Redis refuses. The line is emptied but kept, for the line
 * numbers of errors.
 */
function plainScript(words: RedisCommand): RedisCommand {
  const [name, script, ...rest] = words;
  if (name.toUpperCase() !== "EVAL" || script === undefined) return words;
  return [name, script.replace(/^#!lua flags=allow-key-locking(?=\n)/, ""), ...rest];
}

const argument = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const command = z.tuple([z.string()], argument).transform((words) => plainScript(words as RedisCommand));
const commands = z.array(command);

/** Bytes as base64 or text. A reply "OK" stays unencoded, as on Upstash. */
function encode(value: unknown, base64: boolean, nested = false): unknown {
  if (Array.isArray(value)) return value.map((each) => encode(each, base64, true));
  if (typeof value !== "string" && !Buffer.isBuffer(value)) return value;
  const bytes = Buffer.from(value as string);
  const text = bytes.toString("utf8");
  return base64 && (nested || text !== "OK") ? bytes.toString("base64") : text;
}

export interface UpstashGateway extends Gateway {
  /** Commands so far, each of a pipeline or a transaction counted: Upstash bills by them. */
  commands(): number;
}

const failure = (error: string, status = 400): GatewayAnswer => ({ status, body: { error } });

/**
 * Upstash's REST endpoint in front of a Redis: one command, `/pipeline` (each command has its own result) and
 * `/multi-exec` (all or, if one cannot be queued, none).
 */
export async function openUpstashGateway(
  port: number,
  redis: RedisBackend,
  token: string,
  host?: string,
): Promise<UpstashGateway> {
  let commandsRun = 0;
  const run = (batch: RedisCommand[], atomic: boolean) => {
    commandsRun += batch.length;
    return redis.run(batch, atomic);
  };
  const answer = async (path: string, body: unknown, base64: boolean): Promise<GatewayAnswer> => {
    const shown = (reply: Reply) => ("error" in reply ? reply : { result: encode(reply.result, base64) });
    if (path === "/") {
      const parsed = command.safeParse(body);
      if (!parsed.success) return failure("ERR failed to parse command");
      const [reply] = await run([parsed.data], false);
      return { status: reply && "error" in reply ? 400 : 200, body: shown(reply ?? { error: "ERR no reply" }) };
    }
    const parsed = commands.safeParse(body);
    if (!parsed.success) return failure("ERR failed to parse pipeline request");
    if (path === "/pipeline") return { status: 200, body: (await run(parsed.data, false)).map(shown) };
    if (path !== "/multi-exec") return failure("ERR unknown path", 404);
    const replies = await run(parsed.data, true);
    const [first] = replies;
    if (first && "error" in first && first.error.startsWith("EXECABORT")) return failure(first.error);
    return { status: 200, body: replies.map(shown) };
  };
  const gateway = await openGateway({
    port,
    host,
    refused: ({ authorization }) =>
      isSameSecret(authorization ?? "", `Bearer ${token}`) ? undefined : failure("Unauthorized", 401),
    async answer({ path, headers, body }) {
      const base64 = headers["upstash-encoding"] === "base64";
      return answer(path.replace(/(?<=.)\/$/, ""), body, base64).catch(() => failure("Redis cannot be reached", 503));
    },
    letGo: () => redis.stop(),
  });
  return { ...gateway, commands: () => commandsRun };
}
