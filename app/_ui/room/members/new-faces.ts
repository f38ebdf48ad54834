import type { User } from "@/lib/protocol/room";

/** Counts the users who have come online since a page connected. */
export class NewFaces {
  private readonly ids = new Set<string>();
  private wasComplete = false;
  private count = 0;

  /**
   * Returns how many have come so far. @param isComplete whether the list has everybody; if not, a user who is new in it may have been
   * online before, and is not counted
   */
  see(online: readonly User[], isComplete: boolean): number {
    const fresh = online.filter(({ id }) => !this.ids.has(id));
    for (const { id } of fresh) this.ids.add(id);
    if (isComplete && this.wasComplete) this.count += fresh.length;
    this.wasComplete = isComplete;
    return this.count;
  }
}
