const ANY_ORIGIN = "https://site.invalid";

/**
 * The path to open after signing in: `next` if it is a path of this site outside the API, sign-in and sign-up, else the rooms page.
 * `//host` and `/\host`, also with tabs or line breaks in between, are refused: browsers read them as another site's address.
 */
export function nextPath(next: string | string[] | null | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/rooms";
  const url = URL.canParse(next, ANY_ORIGIN) ? new URL(next, ANY_ORIGIN) : undefined;
  if (url?.origin !== ANY_ORIGIN) return "/rooms";
  const path = url.pathname + url.search + url.hash;
  // Checked again after parsing: a path that begins with two slashes would be an address of another site.
  return path.startsWith("//") || /^\/(api|enter|signup)(\/|\?|#|$)/.test(path) ? "/rooms" : path;
}

/** The address of a sign-in or sign-up page that leads on to `next`. */
export function entryPath(page: "/enter" | "/enter/recover" | "/signup", next: string, username?: string): string {
  const query = new URLSearchParams();
  if (next !== "/rooms") query.set("next", next);
  if (username) query.set("username", username);
  return query.size ? `${page}?${query}` : page;
}
