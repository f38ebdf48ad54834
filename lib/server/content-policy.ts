import { roomOrigin } from "@/lib/shared/room-origin";

interface PolicyOptions {
  /** Unguessable and new for every page, so that only our own scripts carry it. */
  nonce: string;
  /** Host and port of the rooms. */
  roomHost: string;
  /** Address of the bucket of files, which ends with a slash; undefined: there is none. */
  bucketUrl: string | undefined;
  /** The dev server evaluates code for its stack traces and writes styles of its own into the page. */
  dev: boolean;
}

/**
 * The Content-Security-Policy of a page: only our own scripts and styles, and connections only to this site, the rooms
 * and the bucket of files, which also serves images, sound and video.
 */
export function contentPolicy({ nonce, roomHost, bucketUrl, dev }: PolicyOptions): string {
  const byNonce = `'nonce-${nonce}'`;
  // A redirect from this site to storage must be allowed too. Only other buckets' uploads are then refused: browsers ignore the path
  // after a redirect.
  const files = bucketUrl ? ` ${bucketUrl}` : "";
  const directives = {
    "default-src": "'none'",
    // Not 'strict-dynamic': it would let our scripts load a script from anywhere. 'self' serves only built files; no
    // user content is served as a script.
    "script-src": `'self' ${byNonce}${dev ? " 'unsafe-eval'" : ""}`,
    "style-src": `'self' ${dev ? "'unsafe-inline'" : byNonce}`,
    "img-src": `'self' data:${files}`,
    // `blob:` shows a film before it is uploaded.
    "media-src": `'self' blob:${files}`,
    "font-src": "'self'",
    "connect-src": `'self' ${roomOrigin(roomHost)}${files}`,
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
