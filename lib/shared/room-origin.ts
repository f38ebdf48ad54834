/** The origin of a room host's sockets: plain `ws` only for this machine. @param host host and port, without scheme */
export function roomOrigin(host: string): string {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host);
  return `${isLocal ? "ws" : "wss"}://${host}`;
}

/** The URL at which the web side's server calls the rooms, without a trailing slash. */
export function roomsUrl(env: { NEXT_PUBLIC_PARTYKIT_HOST: string; ROOMS_INTERNAL_URL?: string | undefined }): string {
  if (env.ROOMS_INTERNAL_URL) return env.ROOMS_INTERNAL_URL.replace(/\/$/, "");
  return roomOrigin(env.NEXT_PUBLIC_PARTYKIT_HOST).replace(/^ws/, "http");
}
