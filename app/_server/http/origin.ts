import { webEnv } from "@/lib/server/env";
import { Problem } from "./respond";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Whether another site's page makes this write with our user's cookie. Browsers send Sec-Fetch-Site, older ones Origin;
 * a client that sends neither is not a browser.
 */
export function isCrossSiteWrite(request: Request): boolean {
  if (SAFE_METHODS.includes(request.method)) return false;
  const site = request.headers.get("sec-fetch-site");
  if (site) return site !== "same-origin" && site !== "none";
  const origin = request.headers.get("origin");
  return origin !== null && !isOwnOrigin(origin, request);
}

/** The site's public address: a proxy passes host and scheme in headers. */
function ownSite({ url, headers }: Request): URL {
  const first = (name: string) => headers.get(name)?.split(",")[0]?.trim();
  const { host, protocol } = new URL(url);
  const scheme = first("x-forwarded-proto") ?? protocol.replace(":", "");
  const said = `${scheme}://${first("x-forwarded-host") ?? first("host") ?? host}`;
  // The headers may contain a text that is no host.
  return new URL(URL.canParse(said) ? said : url);
}

/** Domain of the addresses that Vercel assigns to a project, a branch or a single build. */
const VERCELS_OWN = ".vercel.app";

/**
 * Where to redirect a page that was requested at one of Vercel's addresses outside `hosts`; undefined: no redirect. At such an
 * address rooms accept no sockets, and passkeys and cookies do not apply. Other domains are not redirected: Vercel may redirect from
 * our first host to such a domain, and a redirect back would make an endless loop.
 */
export function chatAddress(request: Request, hosts: readonly string[]): URL | undefined {
  const [first] = hosts;
  const { host } = ownSite(request);
  if (!first || hosts.includes(host) || !host.endsWith(VERCELS_OWN)) return undefined;
  const { pathname, search } = new URL(request.url);
  const address = new URL(`https://${first}`);
  // Not `new URL(pathname, address)`: a path that begins with two slashes would name another host.
  address.pathname = pathname;
  address.search = search;
  return address;
}

/** Whether an origin is this site: its host is in Host or X-Forwarded-Host. Another site's page can set neither header, and a proxy passes on at least one. */
export function isOwnOrigin(origin: string, request: Request): boolean {
  if (!URL.canParse(origin)) return false;
  const hosts = [request.headers.get("x-forwarded-host"), request.headers.get("host") ?? new URL(request.url).host];
  return hosts.includes(new URL(origin).host);
}

/**
 * The origins of this site from configuration, never from request headers.
 * @throws Problem unavailable if none is configured.
 */
export function siteOrigins(): string[] {
  const env = webEnv();
  const platforms = env.VERCEL ? [env.VERCEL_PROJECT_PRODUCTION_URL, env.VERCEL_BRANCH_URL, env.VERCEL_URL] : [];
  const hosts = [...env.CHAT_HOSTS, ...platforms].filter((host) => host !== undefined);
  const origins = [...env.ALLOWED_ORIGINS, ...hosts.map((host) => `https://${host}`)].filter((origin) =>
    URL.canParse(origin),
  );
  if (origins.length > 0) return [...new Set(origins.map((origin) => new URL(origin).origin))];
  throw Object.assign(new Problem("unavailable"), {
    cause: new Error("No origin of this site is known, so passkeys cannot be used; set ALLOWED_ORIGINS"),
  });
}

/** The configured origin that the request came to, else the first. Headers cannot add an origin. */
export function siteOrigin({ headers, url }: Request): URL {
  const origins = siteOrigins().map((origin) => new URL(origin));
  const [host] = [headers.get("x-forwarded-host"), headers.get("host")].filter((value) => value !== null);
  const asked = headers.get("origin");
  const found =
    origins.find(({ origin }) => origin === asked) ??
    origins.find((own) => own.host === (host ?? new URL(url).host)) ??
    origins[0];
  if (!found) throw new Problem("unavailable");
  return found;
}
