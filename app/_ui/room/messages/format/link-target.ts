import { addressOf } from "@/app/_ui/room/messages/links/links";

const MAIL = /^mailto:/i;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
/** A run of the characters of hosts and mailboxes. */
const RUN = /[\p{L}\p{N}.@:_-]+/gu;
const HOST_LIKE = /[\p{L}\p{N}]\.\p{L}{2}/u;
const FULL_STOPS = /[。｡．․]/g;

export interface Target {
  href: string;
  /** The site or mailbox that the link opens, if its text looks like another address. */
  host?: string;
}

/** The target of a written link with this text; undefined: it must not be a link. */
export function targetOf(written: string, text: string): Target | undefined {
  const href = MAIL.test(written) ? mailbox(written) : addressOf(written);
  if (href === undefined) return undefined;
  const own = MAIL.test(href) ? decodeURI(href.slice("mailto:".length)) : hostIn(written);
  return looksLikeOther(text, own) ? { href, host: own } : { href };
}

function mailbox(written: string): string | undefined {
  const href = URL.canParse(written) ? new URL(written).href : undefined;
  return href !== undefined && /^mailto:[\w.+-]+@[\w.-]+$/i.test(href) ? href : undefined;
}

const hostIn = (address: string) => /^https?:\/\/([^/?#]*)/i.exec(address)?.[1]?.toLowerCase() ?? "";

function looksLikeOther(text: string, own: string): boolean {
  // Undoes disguises: full-width letters, invisible characters, other full stops.
  const plain = text
    .replace(IGNORABLE, "")
    .normalize("NFKC")
    .replace(FULL_STOPS, ".")
    .replace(/ ?\. ?/g, ".")
    .toLowerCase();
  const addresses = (plain.match(RUN) ?? []).filter((run) => HOST_LIKE.test(run));
  return addresses.some((address) => (own.includes("@") ? address !== own : bare(address) !== bare(own)));
}

/** The host of an address, without scheme, mailbox, `www.`, port and final full stop. */
function bare(address: string): string {
  const host = address.slice(address.lastIndexOf("@") + 1).replace(/^https?:/, "");
  return host.replace(/^www\./, "").replace(/:\d{0,5}$|[.-]$/, "");
}
