const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Whether another site's page is writing in the name of our user. A browser says so in Sec-Fetch-Site, an older one in
 * Origin; who sends neither is no browser and holds no cookie but its own.
 */
export function isCrossSiteWrite(request: Request): boolean {
  if (SAFE_METHODS.includes(request.method)) return false;
  const site = request.headers.get("sec-fetch-site");
  if (site) return site !== "same-origin" && site !== "none";
  const origin = request.headers.get("origin");
  return origin !== null && !isOwnOrigin(origin, request);
}

/** The site as its visitor knows it: a proxy keeps the public host and scheme in headers. */
export function ownSite({ url, headers }: Request): URL {
  const first = (name: string) => headers.get(name)?.split(",")[0]?.trim();
  const { host, protocol } = new URL(url);
  const scheme = first("x-forwarded-proto") ?? protocol.replace(":", "");
  return new URL(`${scheme}://${first("x-forwarded-host") ?? first("host") ?? host}`);
}

/**
 * Where a page that was asked for at an address other than the chat's own is to be opened; undefined where the address is one of
 * `hosts`, or none are known. Vercel also answers at an address for each build, and at the one before a domain was added: rooms
 * take no sockets from pages there, and passkeys and cookies belong to one host.
 */
export function chatAddress(request: Request, hosts: readonly string[]): URL | undefined {
  const [first] = hosts;
  if (!first || hosts.includes(ownSite(request).host)) return undefined;
  const { pathname, search } = new URL(request.url);
  const address = new URL(`https://${first}`);
  // Never resolved as a URL: a path that begins with two slashes would be another host.
  address.pathname = pathname;
  address.search = search;
  return address;
}

/** A page cannot forge these two headers across sites, and a proxy keeps the public host in one of them. */
function isOwnOrigin(origin: string, request: Request): boolean {
  if (!URL.canParse(origin)) return false;
  const hosts = [request.headers.get("x-forwarded-host"), request.headers.get("host") ?? new URL(request.url).host];
  return hosts.includes(new URL(origin).host);
}
