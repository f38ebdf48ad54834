/** Where a room host's sockets are: plain `ws` on one's own machine only. @param host host and port, without scheme. */
export function roomOrigin(host: string): string {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host);
  return `${isLocal ? "ws" : "wss"}://${host}`;
}
