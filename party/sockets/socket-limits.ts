import type { Socket } from "@/party/ports";

/** The most open sockets of one user in a room or their inbox (D7). */
export const SOCKETS_PER_USER = 10;

/** The user's oldest sockets that exceed the limit when this one opens. */
export function socketsToReplace<Who extends { id: string }>(
  newcomer: Socket<Who>,
  sockets: Iterable<Socket<Who>>,
): Socket<Who>[] {
  const others = [...sockets].filter((socket) => socket !== newcomer && socket.guest.id === newcomer.guest.id);
  const excess = others.length + 1 - SOCKETS_PER_USER;
  if (excess <= 0) return [];
  return others.sort((a, b) => (a.connectedAt ?? 0) - (b.connectedAt ?? 0)).slice(0, excess);
}
