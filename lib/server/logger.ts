/** Where something happened. Ids only: never message text, and no secrets. */
export interface Place {
  room?: string;
  inbox?: string;
  /** The platform's id of a request. */
  request?: string;
  method?: string;
  path?: string;
}

/** Writes one line to the log. All logging goes through here. */
export function log(what: string, failure: string | undefined, place: Place = {}): void {
  console.error(logLine(what, failure, place));
}

/** One log line as JSON, so that it can be searched by its fields. A field without a value is left out. */
export function logLine(what: string, failure: string | undefined, place: Place): string {
  return JSON.stringify({ what, ...place, failure });
}

const ROOM = /^\/api\/rooms\/([0-9a-f-]{36})(?:\/|$)/;
/** An invite's token is a secret: it lets its holder join. */
const TOKEN = /^(\/api\/invites\/)[^/]+/;

/** A request's path without secrets. */
export function placeOf(request: Request): Place {
  const { pathname } = new URL(request.url);
  return {
    request: request.headers.get("x-vercel-id") ?? undefined,
    method: request.method,
    path: pathname.replace(TOKEN, "$1…"),
    room: ROOM.exec(pathname)?.[1],
  };
}
