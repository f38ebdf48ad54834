/** Removes blocked users' messages from what a page counts and shows. Pure. */
import type { InboxUpdate } from "@/lib/protocol/inbox";
import type { User } from "@/lib/protocol/room";

/** Users whom the page's user has blocked. */
export interface Blocked {
  users: readonly User[];
  ids: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

export function blockedOf(users: readonly User[]): Blocked {
  return {
    users,
    ids: new Set(users.map(({ id }) => id)),
    names: new Set(users.map(({ username }) => username)),
  };
}

export const NOBODY_BLOCKED = blockedOf([]);

/**
 * Removes blocked users' messages, edits and reactions from an update, so that they neither count nor sound nor become a room's last
 * message. Keeps the update's head, so that no gap opens.
 */
export function withoutBlocked(update: InboxUpdate, { ids, names }: Blocked): InboxUpdate {
  if (ids.size === 0) return update;
  const { last, edited, reacted, ...rest } = update;
  return {
    ...rest,
    ...(last && !names.has(last.author) && { last }),
    messages: update.messages.filter(({ author }) => !ids.has(author)),
    ...(reacted && { reacted: reacted.filter(({ by }) => !ids.has(by)) }),
    ...(edited && { edited: edited.filter(({ by }) => by === undefined || !ids.has(by)) }),
  };
}
