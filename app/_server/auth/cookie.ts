/** Names and attributes of our cookies. session.ts and known-device.ts define the values. */

type Cookie = "session" | "device";

/** Browsers accept a `__Host-` name only with Secure, for this host and path `/`. Plain http (localhost) cannot use it. */
const nameOf = (cookie: Cookie, secure: boolean) => (secure ? `__Host-${cookie}` : cookie);

/** Whether the browser connects over https: TLS ends at a proxy, which reports the scheme in X-Forwarded-Proto. */
function isSecure(headers: Headers, url?: string): boolean {
  const forwarded = headers.get("x-forwarded-proto")?.split(",")[0]?.trim();
  return (forwarded ?? url?.split(":")[0]) === "https";
}

/** A cookie's value. Over https only the name with `__Host-` is read, since a plain http page can set the name without it. */
export function readCookie(cookie: Cookie, headers: Headers, url?: string): string | undefined {
  const prefix = `${nameOf(cookie, isSecure(headers, url))}=`;
  const pairs = headers.get("cookie")?.split(";") ?? [];
  return pairs
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix))
    ?.slice(prefix.length);
}

/** The value of a Set-Cookie header. `maxAgeS` 0 removes the cookie. */
export function writeCookie(cookie: Cookie, value: string, maxAgeS: number, request: Request): string {
  const secure = isSecure(request.headers, request.url);
  const attributes = ["Path=/", `Max-Age=${maxAgeS}`, "HttpOnly", "SameSite=Lax", ...(secure ? ["Secure"] : [])];
  return [`${nameOf(cookie, secure)}=${value}`, ...attributes].join("; ");
}
