import type { User } from "@/lib/protocol/room";

/** Counts the users who have come online since a page connected. */
export class NewFaces {
  private readonly ids = new Set<string>();
  private wasComplete = false;
  private count = 0;

  /**
   * Returns how many users have come online so far. @param isComplete whether `online` lists all users. In an incomplete list, a user
   * who appears may have been online before, and does not count.
   */
  see(online: readonly User[], isComplete: boolean): number {
    const fresh = online.filter(({ id }) => !this.ids.has(id));
    for (const { id } of fresh) this.ids.add(id);
    if (isComplete && this.wasComplete) this.count += fresh.length;
    this.wasComplete = isComplete;
    return this.count;
  }
}
