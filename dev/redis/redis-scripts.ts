/**
 * EVAL on ioredis-mock: adds missing Lua functions, and converts Lua's values to Redis's replies. The prelude is one
 * line, so that the line numbers in a script's errors stay correct.
 */
const PRELUDE = [
  "redis.error_reply = function(m) error(m, 0) end",
  "redis.status_reply = function(m) return m end",
  "redis.call = function(name, ...)",
  "if string.match(name, '^[xX]%a+$') then error('ERR streams inside a script need a real Redis', 0) end",
  // `call` is the mock's own entry point; with this flag it returns {"error", message} instead of throwing an error
  // that Lua cannot read.
  "local reply = call(true, name, ...)",
  "if type(reply) == 'userdata' and reply[0] == 'error' then error(reply[1], 0) end",
  "if reply == nil then return false end",
  // The mock's integers arrive as floats, which would be '2.0' as text.
  "return math.type(reply) == 'float' and math.tointeger(reply) or reply end ",
].join(" ");

export const withPrelude = (script: string) => PRELUDE + script;

/** A Lua value as a Redis reply: true is 1, false is nil, a fraction is cut off. */
export function fromLua(value: unknown): unknown {
  if (value === true) return 1;
  if (value === false || value === undefined) return null;
  if (typeof value === "number") return Math.trunc(value);
  return Array.isArray(value) ? value.map(fromLua) : value;
}
