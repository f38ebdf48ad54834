/** Hosts that can be reached only from this machine or a local network. */
const LOCAL_NAME = /^(localhost|.+\.(localhost|local|internal|lan|home\.arpa))$/;
const LOCAL_V4 = /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168)\./;
/** Loopback, link-local, and unique local addresses, as `URL` spells them. */
const LOCAL_V6 = /^\[(::1?\]|fe[89ab]|f[cd])/;

/** Whether an origin can be reached from the internet; a malformed one counts as public. */
export function isPublicOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return true;
  const { hostname } = new URL(origin);
  return ![LOCAL_NAME, LOCAL_V4, LOCAL_V6].some((local) => local.test(hostname));
}
