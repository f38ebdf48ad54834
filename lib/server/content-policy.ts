import { roomOrigin } from "@/lib/shared/room-origin";

interface PolicyOptions {
  /** Unguessable and new for every page: what carries it was written by us. */
  nonce: string;
  /** Host and port of the rooms. */
  roomHost: string;
  /** The dev server evaluates code for its stack traces and writes styles of its own into the page. */
  dev: boolean;
}

/** The Content-Security-Policy of a page: scripts and styles of ours only, and no connection but to us and the rooms. */
export function contentPolicy({ nonce, roomHost, dev }: PolicyOptions): string {
  const byNonce = `'nonce-${nonce}'`;
  const directives = {
    "default-src": "'none'",
    // Not 'strict-dynamic': with it a script of ours could be talked into loading one from anywhere. From 'self' come only
    // built files; nothing that people write is served as one.
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
