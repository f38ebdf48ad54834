import type { RedisCommand } from "./redis-backend";

/**
 * The part of ioredis-mock that holds the values; streams are stored there as lists of entries, so that DEL and EXPIRE
 * work.
 */
export interface Values {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  has(key: string): boolean;
  delete(key: string): void;
}

type Entry = [id: string, fields: string[]];
type Id = [ms: number, sequence: number];

const SMALLER = "ERR The ID specified in XADD is equal or smaller than the target stream top item";
const INVALID = "ERR Invalid stream ID specified as stream command argument";
const ARITY = (name: string) => `ERR wrong number of arguments for '${name}' command`;

const compare = (a: Id, b: Id) => a[0] - b[0] || a[1] - b[1];

function parseId(text: string, missing: number): Id {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) throw new Error(INVALID);
  return [Number(match[1]), match[2] === undefined ? missing : Number(match[2])];
}

const entriesOf = (values: Values, key: string) => (values.get(key) as Entry[] | undefined) ?? [];
const idOf = ([id]: Entry) => parseId(id, 0);

function nextId(text: string, top: Id | undefined): Id {
  if (text !== "*") return parseId(text, 0);
  const now: Id = [Date.now(), 0];
  return top && compare(now, top) <= 0 ? [top[0], top[1] + 1] : now;
}

/** XADD key [NOMKSTREAM] [MAXLEN|MINID [=|~] n] id field value … ; `~` trims exactly here, which Redis allows. */
function add(values: Values, key: string, args: string[]): string | null {
  const rest = [...args];
  let trimmed = (entries: Entry[]) => entries;
  for (let word = rest[0]?.toUpperCase(); isOption(word); word = rest[0]?.toUpperCase()) {
    if (word === "NOMKSTREAM" && !values.has(key)) return null;
    if (word === "NOMKSTREAM") rest.shift();
    else trimmed = takeTrim(rest);
  }
  const [id, ...fields] = rest;
  if (!id || fields.length === 0 || fields.length % 2) throw new Error(ARITY("xadd"));
  const entries = entriesOf(values, key);
  const last = entries.at(-1);
  const top = last && idOf(last);
  const chosen = nextId(id, top);
  if (compare(chosen, [0, 0]) <= 0) throw new Error("ERR The ID specified in XADD must be greater than 0-0");
  if (top && compare(chosen, top) <= 0) throw new Error(SMALLER);
  const added: Entry = [chosen.join("-"), fields];
  values.set(key, trimmed([...entries, added]));
  return added[0];
}

const isOption = (word: string | undefined) => word === "NOMKSTREAM" || word === "MAXLEN" || word === "MINID";

/** Takes `MAXLEN|MINID [=|~] n` off the arguments; returns what it does. */
function takeTrim(rest: string[]): (entries: Entry[]) => Entry[] {
  const isByLength = rest.shift()?.toUpperCase() === "MAXLEN";
  if (rest[0] === "~" || rest[0] === "=") rest.shift();
  const least = rest.shift() ?? "";
  if (!isByLength) return (entries) => entries.filter((entry) => compare(idOf(entry), parseId(least, 0)) >= 0);
  const length = Number(least);
  if (!Number.isInteger(length) || length < 0) throw new Error("ERR value is not an integer or out of range");
  return (entries) => entries.slice(Math.max(0, entries.length - length));
}

/** One end of a range: `-`, `+`, `5`, `5-0` or, without that id itself, `(5-0`. */
function bound(text: string, missing: number): { id: Id; exclusive: boolean } {
  if (text === "-") return { id: [0, 0], exclusive: false };
  if (text === "+") return { id: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], exclusive: false };
  const exclusive = text.startsWith("(");
  return { id: parseId(exclusive ? text.slice(1) : text, missing), exclusive };
}

function range(values: Values, key: string, from: string, to: string): Entry[] {
  const low = bound(from, 0);
  const high = bound(to, Number.MAX_SAFE_INTEGER);
  return entriesOf(values, key).filter((entry) => {
    const above = compare(idOf(entry), low.id);
    const below = compare(high.id, idOf(entry));
    return (low.exclusive ? above > 0 : above >= 0) && (high.exclusive ? below > 0 : below >= 0);
  });
}

function limited(entries: Entry[], [word, count]: string[]): Entry[] {
  if (word === undefined) return entries;
  if (word.toUpperCase() !== "COUNT" || !/^\d+$/.test(count ?? "")) throw new Error("ERR syntax error");
  return entries.slice(0, Number(count));
}

function trim(values: Values, key: string, args: string[]): number {
  const word = args[0]?.toUpperCase();
  if (word !== "MAXLEN" && word !== "MINID") throw new Error("ERR syntax error");
  const entries = entriesOf(values, key);
  const kept = takeTrim([...args])(entries);
  if (entries.length) values.set(key, kept);
  return entries.length - kept.length;
}

export const isStreamCommand = (name: string) => /^X(ADD|RANGE|REVRANGE|LEN|TRIM)$/.test(name);

/**
 * A stream command on ioredis-mock's values, with ids, ranges and errors as Redis has them (the mock's own differ).
 * @throws Error with Redis's message
 */
export function runStreamCommand(values: Values, [name, key, ...args]: RedisCommand): unknown {
  const [a = "", b = "", ...options] = args;
  const needs = (count: number) => {
    if (key === undefined || args.length < count) throw new Error(ARITY(name.toLowerCase()));
    return key;
  };
  switch (name.toUpperCase()) {
    case "XADD":
      return add(values, needs(3), args);
    case "XRANGE":
      return limited(range(values, needs(2), a, b), options);
    case "XREVRANGE":
      return limited(range(values, needs(2), b, a).reverse(), options);
    case "XLEN":
      return entriesOf(values, needs(0)).length;
    default:
      return trim(values, needs(2), args);
  }
}
