const ANY_ORIGIN = "https://site.invalid";

/**
 * Where to go after entering: `next` when it is a path of this site, else the rooms.
 * `//host`, `/\host` and control characters, which browsers read as another site's address, are not.
 */
export function nextPath(next: string | string[] | null | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/rooms";
  const url = URL.canParse(next, ANY_ORIGIN) ? new URL(next, ANY_ORIGIN) : undefined;
  if (url?.origin !== ANY_ORIGIN) return "/rooms";
  const path = url.pathname + url.search + url.hash;
  // A path that itself begins with two slashes would be another site once it stands alone.
  return path.startsWith("//") || /^\/(api|enter|signup)(\/|\?|#|$)/.test(path) ? "/rooms" : path;
}

/** The address of an entry page that remembers where its visitor wanted to go. */
export function entryPath(page: "/enter" | "/enter/recover" | "/signup", next: string, username?: string): string {
  const query = new URLSearchParams();
  if (next !== "/rooms") query.set("next", next);
  if (username) query.set("username", username);
  return query.size ? `${page}?${query}` : page;
}
