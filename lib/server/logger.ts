/** Where something happened. Ids only: never what people wrote, nor what lets anybody in. */
export interface Place {
  room?: string;
  inbox?: string;
  /** The platform's name for a request. */
  request?: string;
  method?: string;
  path?: string;
}

/** Writes one line to the log. Everything that is logged goes through here. */
export function log(what: string, failure: string | undefined, place: Place = {}): void {
  console.error(logLine(what, failure, place));
}

/** One line of our logs, as JSON, so that it can be searched by its fields. What is not known is not there. */
export function logLine(what: string, failure: string | undefined, place: Place): string {
  return JSON.stringify({ what, ...place, failure });
}

const ROOM = /^\/api\/rooms\/([0-9a-f-]{36})(?:\/|$)/;
/** Who has an invite's token may come in. */
const TOKEN = /^(\/api\/invites\/)[^/]+/;

/** Where a request was going, as it may be logged. */
export function placeOf(request: Request): Place {
  const { pathname } = new URL(request.url);
  return {
    request: request.headers.get("x-vercel-id") ?? undefined,
    method: request.method,
    path: pathname.replace(TOKEN, "$1…"),
    room: ROOM.exec(pathname)?.[1],
  };
}
