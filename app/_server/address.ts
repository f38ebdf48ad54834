import { webEnv } from "../../lib/env";

/** Where nobody we trust says where a request is from, all share one allowance. */
const UNKNOWN = "unknown";

/**
 * Where a request is from, as the platform in front of us says; never as the client does. The header is
 * ADDRESS_HEADER, on Vercel its own, which it overwrites; the last entry is the one that the nearest proxy wrote.
 * An IPv6 address counts by its /64, since one household has that many of them.
 */
export function addressOf(headers: Headers): string {
  const { ADDRESS_HEADER, VERCEL } = webEnv();
  const header = ADDRESS_HEADER ?? (VERCEL ? "x-vercel-forwarded-for" : undefined);
  const address = header && headers.get(header)?.split(",").at(-1)?.trim().toLowerCase();
  return address ? network(address) : UNKNOWN;
}

/** `::ffff:1.2.3.4` → `1.2.3.4`; any other IPv6 address → its first four groups. */
function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(Math.max(0, missing)).fill("0"), ...groups(tail)];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
