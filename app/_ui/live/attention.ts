import type { Room } from "../../../lib/api";
import { isMentioned } from "../../../lib/mentions";

type Notify = NonNullable<Room["mine"]>["notify"];

/** From here a count is shown as "99+". */
const SHOWN_MAX = 99;

/** A count as a badge shows it. */
export function badgeOf(count: number): string {
  return count > SHOWN_MAX ? `${SHOWN_MAX}+` : `${count}`;
}

/** What asks for attention in the rooms one belongs to, as far as each may: all of it, whether one is mentioned, or nothing. */
export function attentionIn(rooms: readonly (Pick<Room, "mine"> & { mentioned?: boolean })[]): number {
  const each = ({ mine, mentioned }: (typeof rooms)[number]) => {
    if (!mine || mine.notify === "none") return 0;
    return mine.notify === "all" ? mine.unread : Number(mentioned === true && mine.unread > 0);
  };
  return rooms.reduce((sum, room) => sum + each(room), 0);
}

/** A page's title with what asks for attention before it. */
export function titled(base: string, attention: number): string {
  return attention > 0 ? `(${badgeOf(attention)}) ${base}` : base;
}

/** Whether a message may make a sound. */
export function mayRing(
  notify: Notify | undefined,
  { author, mentions }: { author: string; mentions: readonly string[] },
  you: { username: string },
): boolean {
  if (!notify || notify === "none" || author === you.username) return false;
  return notify === "all" || isMentioned(mentions, you.username);
}
