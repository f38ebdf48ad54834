import type { Socket } from "@/party/ports";

/**
 * The host's sockets, grouped by user, so that the cost of a join does not grow with the sockets of others. Derived from the host's list:
 * read from it when first needed, as after hibernation, and updated with it from then on.
 */
export class SocketsByUser<Who extends { id: string }> {
  private groups: Map<string, Set<Socket<Who>>> | undefined;
  private total = 0;

  constructor(private readonly sockets: () => Iterable<Socket<Who>>) {}

  /** How many sockets the host lists. */
  get size(): number {
    this.load();
    return this.total;
  }

  of(userId: string): Iterable<Socket<Who>> {
    return this.load().get(userId) ?? [];
  }

  /** The host has added the socket to its list. */
  add(socket: Socket<Who>): void {
    this.put(this.load(), socket);
  }

  /** The host has removed the socket from its list. */
  remove(socket: Socket<Who>): void {
    const groups = this.load();
    const group = groups.get(socket.guest.id);
    if (!group?.delete(socket)) return;
    this.total--;
    if (group.size === 0) groups.delete(socket.guest.id);
  }

  private load(): Map<string, Set<Socket<Who>>> {
    if (this.groups) return this.groups;
    const groups = new Map<string, Set<Socket<Who>>>();
    for (const socket of this.sockets()) this.put(groups, socket);
    this.groups = groups;
    return groups;
  }

  private put(groups: Map<string, Set<Socket<Who>>>, socket: Socket<Who>): void {
    const { id } = socket.guest;
    const group = groups.get(id) ?? new Set();
    if (group.has(socket)) return;
    groups.set(id, group.add(socket));
    this.total++;
  }
}
