import { LinkifyIt, REBuilder } from "linkify-it";
import { hostEnd } from "./address-host";
import { pathEnd } from "./address-path";

export type Piece = { text: string; href?: string };

/** linkify-it requires a space or punctuation before an address. In Chinese, Japanese and Korean, any character may precede one. */
class CjkRules extends REBuilder {
  override get_schema_search(): RegExp {
    this.cache.schema_search ??= new RegExp(`()(${this.get_schema_names().source})`, "ig");
    return this.cache.schema_search;
  }
}

const linkifier = new LinkifyIt({ rebuilder: new CjkRules(), fuzzyEmail: false });
for (const scheme of ["ftp:", "//", "mailto:"]) linkifier.add(scheme, null);
for (const scheme of ["http:", "https:"]) linkifier.add(scheme, { validate: addressLength });

/** Called by linkify-it: the length of the rest of the address after its scheme, at `at`. 0: not an address. */
function addressLength(text: string, at: number): number {
  if (!text.startsWith("//", at)) return 0;
  const host = at + 2;
  const port = hostEnd(text, host);
  // Checked before the path is read, so that a text that is not an address costs no more than reading its host.
  if (port === undefined || !isSeen(text.slice(host, port))) return 0;
  return pathEnd(text, port, /'https?:$/i.test(text.slice(Math.max(0, at - 7), at))) - at;
}

/** Whether a browser would open exactly the host that the text shows. */
function isSeen(host: string): boolean {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
  if (!url || url.username || url.password) return false;
  // Not compared: a host with non-ASCII letters, which the URL has as xn-- and `hostEnd` has checked, and IPv6, which has many spellings.
  return /[^\x20-\x7e]|^\[/.test(host) || url.hostname === host.toLowerCase().replace(/:\d+$/, "");
}

/** The link of an http or https address that was written as one, as in `[text](address)`; undefined if it must not be linked. */
export function addressOf(address: string): string | undefined {
  const start = /^https?:\/\//i.exec(address)?.[0].length;
  if (start === undefined) return undefined;
  const end = hostEnd(address, start);
  const isWhole = end !== undefined && /^(?:[/?#]|$)/.test(address.slice(end)) && isSeen(address.slice(start, end));
  return isWhole && URL.canParse(address) ? new URL(address).href : undefined;
}

/** Splits a text into pieces; http and https addresses have a link. The pieces joined are the text. Takes linear time. */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { index, lastIndex, raw } of linkifier.match(text) ?? []) {
    if (index > end) pieces.push({ text: text.slice(end, index) });
    pieces.push({ text: raw, href: new URL(raw).href });
    end = lastIndex;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
