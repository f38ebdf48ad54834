import * as z from "zod";
import { webEnv } from "@/lib/server/env";

/** Without a trusted header all requests share one allowance. */
const UNKNOWN = "unknown";

/**
 * The client's address, as the nearest proxy reports it: in ADDRESS_HEADER, or on Vercel in Vercel's own header, which Vercel
 * overwrites. The last entry counts, since the nearest proxy wrote it. An IPv6 address is cut to its /64, since one household
 * can use every address of a /64.
 */
export function addressOf(headers: Headers): string {
  const { ADDRESS_HEADER, VERCEL } = webEnv();
  const header = ADDRESS_HEADER ?? (VERCEL ? "x-vercel-forwarded-for" : undefined);
  return (header && networkOf(headers.get(header)?.split(",").at(-1)?.trim().toLowerCase() ?? "")) ?? UNKNOWN;
}

/**
 * `1.2.3.4`, `1.2.3.4:567` and `::ffff:1.2.3.4` → `1.2.3.4`; `2001:db8::1`, `[2001:db8::1]:567` and `fe80::1%eth0` → the first
 * four groups. Undefined: not an address, such as the `unknown` that some proxies write.
 */
export function networkOf(written: string): string | undefined {
  const [, bracketed] = /^\[(.*)\](?::\d{1,5})?$/.exec(written) ?? [];
  const bare = (bracketed ?? written.replace(/^([\d.]+):\d{1,5}$/, "$1")).replace(/%.*$/, "");
  if (isV4(bare)) return bare;
  const groups = groupsOf(bare);
  if (!groups) return undefined;
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return groups.slice(6).flatMap(bytesOf).join(".");
  return groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":");
}

const isV4 = (text: string) => z.ipv4().safeParse(text).success;
const bytesOf = (group: number) => [group >> 8, group & 0xff];

/** The eight groups of an IPv6 address in any of its spellings. */
function groupsOf(address: string): number[] | undefined {
  const tail = address.slice(address.lastIndexOf(":") + 1);
  const [a = 0, b = 0, c = 0, d = 0] = tail.split(".").map(Number);
  const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
  const spelled = isV4(tail) ? `${address.slice(0, -tail.length)}${hex(a, b)}:${hex(c, d)}` : address;
  if (!z.ipv6().safeParse(spelled).success) return undefined;
  const [head = "", rest] = spelled.split("::");
  const groups = (text: string | undefined) => (text ? text.split(":").map((group) => Number.parseInt(group, 16)) : []);
  const missing = 8 - groups(head).length - groups(rest).length;
  return [...groups(head), ...Array<number>(Math.max(0, missing)).fill(0), ...groups(rest)];
}
