import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "@/dev/root";

const PRELOAD = ["--import", join(root, "dev/rooms/node-on-loopback.mjs")];
const addressOf = (preload: string[], args: string) => {
  const script = `const s = require("node:net").createServer();
    s.listen(${args}, () => { console.log(s.address().address); s.close(); })`;
  return execFileSync(process.execPath, [...preload, "-e", script], { encoding: "utf8" }).trim();
};

it.each(["0", '0, "0.0.0.0"', "0, undefined"])(
  "partykit dev's Node listens on this machine only with listen(%s)",
  (args) => {
    expect(addressOf([], args)).not.toBe("127.0.0.1");
    expect(addressOf(PRELOAD, args)).toBe("127.0.0.1");
  },
);
