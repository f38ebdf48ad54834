import { roomOrigin } from "@/lib/shared/room-origin";

interface PolicyOptions {
  /** Unguessable and new for every page, so that only our own scripts carry it. */
  nonce: string;
  /** Host and port of the rooms. */
  roomHost: string;
  /** The dev server evaluates code for its stack traces and writes styles of its own into the page. */
  dev: boolean;
}

/**
 * The Content-Security-Policy of a page: only our own scripts and styles, and connections only to this site and the
 * rooms.
 */
export function contentPolicy({ nonce, roomHost, dev }: PolicyOptions): string {
  const byNonce = `'nonce-${nonce}'`;
  const directives = {
    "default-src": "'none'",
    // Not 'strict-dynamic': it would let our scripts load a script from anywhere. 'self' serves only built files; no
    // user content is served as a script.
    "script-src": `'self' ${byNonce}${dev ? " 'unsafe-eval'" : ""}`,
    "style-src": `'self' ${dev ? "'unsafe-inline'" : byNonce}`,
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": `'self' ${roomOrigin(roomHost)}`,
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; ");
}
