export type Piece = { text: string; href?: string };

// Direction marks end an address: within one they would show its end as its beginning.
const CANDIDATE = /https?:\/\/[^\s<>"'`\p{Bidi_Control}]+/giu;
const TRAILING = /[.,!?;:。、，！？…·’”»』」]$/u;
// Korean particles follow an address without a space. Behind "/", "=" or "." such letters are part of the address.
const PARTICLE = /(?<=[a-z0-9])[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+$/iu;
const BRACKETS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** A text as pieces, of which the http and https addresses carry a link. Joined again they are the text. */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const address = trimAddress(match[0]);
    const href = safeHref(address);
    if (!href) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Without the sentence's own punctuation and particles, and closing brackets that no bracket of the address opened. */
function trimAddress(candidate: string): string {
  let address = candidate;
  for (;;) {
    const last = address.at(-1) ?? "";
    const opener = BRACKETS[last];
    const closesNothing = opener !== undefined && count(address, opener) < count(address, last);
    const shorter = TRAILING.test(last) || closesNothing ? address.slice(0, -1) : address.replace(PARTICLE, "");
    if (shorter === address) return address;
    address = shorter;
  }
}

const count = (text: string, character: string) => text.split(character).length - 1;

/** No name or password in an address: they serve to make one site look like another. */
function safeHref(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.username || url.password) return undefined;
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
}
