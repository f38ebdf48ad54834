import { randomUUID } from "node:crypto";
import RedisMock from "ioredis-mock";
import type { RedisBackend, RedisCommand, Reply } from "./redis-backend";
import { fromLua, withPrelude } from "./redis-scripts";
import { isStreamCommand, runStreamCommand, type Values } from "./redis-streams";

type Mock = Record<string, ((...args: string[]) => Promise<unknown>) | undefined> & { data: Values };

/** The index of the first option: the mock accepts options in capitals only. */
const OPTIONS_FROM: Record<string, number> = { SET: 2, EXPIRE: 2, PEXPIRE: 2, GETEX: 1 };
/** The minimum number of arguments, which Redis checks and the mock does not. */
const FEWEST: Record<string, number> = { SET: 2, GET: 1, INCR: 1, EXPIRE: 2, LPUSH: 2, RPUSH: 2, LRANGE: 3, LTRIM: 3 };
/** Commands after which Redis deletes an emptied list, which the mock keeps. */
const MAY_EMPTY = new Set(["LTRIM", "LPOP", "RPOP", "LREM"]);
/** The command to run if the list exists: the mock's LPUSHX and RPUSHX push only their first value. */
const PUSH_TO_EXISTING: Record<string, string> = { LPUSHX: "LPUSH", RPUSHX: "RPUSH" };
const ON_STRINGS = new Set(["GET", "INCR", "INCRBY", "DECR", "DECRBY", "APPEND", "STRLEN", "GETEX"]);
const ON_INTEGERS = new Set(["INCR", "INCRBY", "DECR", "DECRBY"]);
const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";

const isMocked = (mock: Mock, name: string) => /^[A-Z]+$/.test(name) && `${name.toLowerCase()}Buffer` in mock;

/** The error with which Redis would refuse to queue the command. */
function unfit(mock: Mock, [name, ...args]: RedisCommand): string | undefined {
  const upper = name.toUpperCase();
  if (!isStreamCommand(upper) && !isMocked(mock, upper)) {
    return `ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join("")}`;
  }
  if (args.length < (FEWEST[upper] ?? 0)) return `ERR wrong number of arguments for '${name.toLowerCase()}' command`;
}

function checkValue(mock: Mock, name: string, key: string) {
  if (!ON_STRINGS.has(name) || !mock.data.has(key)) return;
  const value = mock.data.get(key);
  if (typeof value === "object") throw new Error(WRONG_TYPE);
  if (ON_INTEGERS.has(name) && !/^-?\d+$/.test(String(value))) {
    throw new Error("ERR value is not an integer or out of range");
  }
}

async function call(mock: Mock, name: string, args: string[]): Promise<unknown> {
  const [first = "", ...rest] = args;
  const push = PUSH_TO_EXISTING[name];
  if (push && !mock.data.has(first)) return 0;
  const mocked = mock[(push ?? name).toLowerCase()];
  if (name === "EVAL") return fromLua(await mocked?.(withPrelude(first), ...rest));
  checkValue(mock, name, first);
  const from = OPTIONS_FROM[name] ?? args.length;
  const result = await mocked?.(...args.map((arg, index) => (index < from ? arg : arg.toUpperCase())));
  if (MAY_EMPTY.has(name) && (mock.data.get(first) as unknown[] | undefined)?.length === 0) mock.data.delete(first);
  return name === "HGETALL" ? Object.entries(result as object).flat() : (result ?? null);
}

function messageOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(
    /^(Error trying .* in VM: )?(Error: )?/s,
    "",
  );
  if (message.includes("does not contain a")) return WRONG_TYPE;
  return /^[A-Z]+ /.test(message) ? message : `ERR ${message}`;
}

async function runOne(mock: Mock, command: RedisCommand): Promise<Reply> {
  const reason = unfit(mock, command);
  if (reason) return { error: reason };
  const name = command[0].toUpperCase();
  try {
    if (isStreamCommand(name)) return { result: runStreamCommand(mock.data, command) };
    return { result: await call(mock, name, command.slice(1)) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function runInOrder(mock: Mock, commands: RedisCommand[], atomic: boolean): Promise<Reply[]> {
  if (atomic && commands.some((command) => unfit(mock, command))) {
    return [{ error: "EXECABORT Transaction discarded because of previous errors." }];
  }
  const replies: Reply[] = [];
  for (const command of commands) replies.push(await runOne(mock, command));
  return replies;
}

/** ioredis-mock, adapted to behave like Redis for the commands that the app uses. */
export function embeddedRedis(): RedisBackend {
  // Mocks of one host share their data; a unique host isolates this one.
  const mock = new RedisMock({ host: randomUUID() }) as unknown as Mock;
  let turn: Promise<unknown> = Promise.resolve();
  // Redis runs one command at a time; the mock awaits within some.
  const run = (commands: RedisCommand[], atomic: boolean) => {
    const mine = turn.then(() => runInOrder(mock, commands, atomic));
    turn = mine;
    return mine;
  };
  return { kind: "embedded", run, start: async () => {}, stop: async () => {} };
}
