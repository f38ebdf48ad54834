import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LIMITS } from "./rate-limits";

type Allowance = readonly [requests: number, window: string];
interface Row {
  address: string;
  account: string;
  withoutRedis: string;
}

const PER: Record<string, string> = { "1 h": "an hour", "1 m": "a minute", "10 m": "in 10 min" };
const shown = (allowance?: Allowance) =>
  allowance ? `${allowance[0].toLocaleString("en")} ${PER[allowance[1]]}` : "–";

it("docs/protocol.md has the number of every limit", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/protocol.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` *\| .+ \| ([^|]+) \| ([^|]+) \| (503|in memory) +\|$/gm)];
  const written = Object.fromEntries(
    rows.map(([, name, address = "", account = "", withoutRedis = ""]): [string, Row] => [
      `${name}`,
      { address: address.trim(), account: account.trim(), withoutRedis },
    ]),
  );
  const limits: Record<string, { address?: Allowance; account?: Allowance; counted: string }> = LIMITS;
  const expected = Object.entries(limits).map(([name, { address, account, counted }]): [string, Row] => [
    name,
    { address: shown(address), account: shown(account), withoutRedis: counted === "strict" ? "503" : "in memory" },
  ]);
  expect(written).toEqual(Object.fromEntries(expected));
  expect(page).toContain(`${shown(LIMITS.enter.everywhere)} for one account from all unknown browsers`);
});
