/**
 * Loaded into `partykit dev` before it starts: Node's own listeners there (a debugger on port 9229, which no option
 * closes, and the runtime's helper) are bound to this machine only. The rooms' own port is workerd's and stays as it
 * is.
 */
import { Server } from "node:net";

const { listen } = Server.prototype;

/** @this {Server} @param {unknown[]} given */
Server.prototype.listen = function (...given) {
  const [first, second, ...rest] = given;
  if (typeof first !== "number") return Reflect.apply(listen, this, given);
  const others = typeof second === "string" ? rest : [second, ...rest];
  return Reflect.apply(listen, this, [first, "127.0.0.1", ...others.filter((each) => each !== undefined)]);
};
