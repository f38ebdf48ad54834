import { LinkifyIt, REBuilder } from "linkify-it";
import { hostEnd } from "./messages/address-host";
import { pathEnd } from "./messages/address-path";

export type Piece = { text: string; href?: string };

/** linkify-it wants a space or punctuation before an address; in Chinese, Japanese and Korean anything may stand there. */
class CjkRules extends REBuilder {
  override get_schema_search(): RegExp {
    this.cache.schema_search ??= new RegExp(`()(${this.get_schema_names().source})`, "ig");
    return this.cache.schema_search;
  }
}

const linkifier = new LinkifyIt({ rebuilder: new CjkRules(), fuzzyEmail: false });
for (const scheme of ["ftp:", "//", "mailto:"]) linkifier.add(scheme, null);
for (const scheme of ["http:", "https:"]) linkifier.add(scheme, { validate: addressLength });

/** linkify-it's question: how long the address is that goes on at `at`, behind its scheme. 0: it is none. */
function addressLength(text: string, at: number): number {
  if (!text.startsWith("//", at)) return 0;
  const host = at + 2;
  const port = hostEnd(text, host);
  if (port === undefined) return 0;
  const end = pathEnd(text, port, /'https?:$/i.test(text.slice(Math.max(0, at - 7), at)));
  return isSeen(text.slice(host, port), text.slice(at, end)) ? end - at : 0;
}

/** Whether a browser goes to the host that the text shows, and to no other. */
function isSeen(host: string, address: string): boolean {
  const url = URL.canParse(`http:${address}`) ? new URL(`http:${address}`) : undefined;
  if (!url || url.username || url.password) return false;
  // Other letters than ASCII have been looked at by `hostEnd`; a browser writes them as xn--.
  return /[^\x20-\x7e]/.test(host) || url.hostname === host.toLowerCase().replace(/:\d+$/, "");
}

/** A text as pieces, of which the http and https addresses carry a link. Joined again they are the text. Takes linear time. */
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
