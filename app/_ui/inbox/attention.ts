import type { LiveRoom } from "@/lib/client/room-list";
import { mayMention } from "@/lib/events/mentions";
import type { Notify } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";

/** A larger count is shown as "99+". */
const SHOWN_MAX = 99;

/** A count as a badge shows it. */
export function badgeOf(count: number): string {
  return count > SHOWN_MAX ? `${SHOWN_MAX}+` : `${count}`;
}

/**
 * The number of unread messages that need attention in the user's own rooms. Depending on the member's setting for the room, all
 * messages count, only mentions, or none.
 */
export function attentionIn(rooms: readonly Pick<LiveRoom, "mine" | "mentions">[]): number {
  const each = ({ mine, mentions }: (typeof rooms)[number]) => {
    if (!mine || mine.notify === "none") return 0;
    // An edit can mention the user in a message that is already read.
    return mine.notify === "all" ? Math.max(mine.unread, mentions.length) : mentions.length;
  };
  return rooms.reduce((sum, room) => sum + each(room), 0);
}

/** Whether an unread message mentions the user in one of these rooms whose notifications are not off. */
export function hasMention(rooms: readonly Pick<LiveRoom, "mine" | "mentions">[]): boolean {
  return rooms.some(({ mine, mentions }) => mine && mine.notify !== "none" && mentions.length > 0);
}

/** A page's title with the count before it. */
export function titled(base: string, attention: number): string {
  return attention > 0 ? `(${badgeOf(attention)}) ${base}` : base;
}

/** Whether a message may play a sound, by the room's setting and the message's author and mentions. */
export function mayRing(
  notify: Notify | undefined,
  message: { author: string; mentions: readonly string[]; to?: readonly string[] },
  you: User,
): boolean {
  if (!notify || notify === "none" || message.author === you.id) return false;
  return notify === "all" || isTo(message, you);
}

/** Whether a message mentions this user. */
function isTo({ mentions, to }: { mentions: readonly string[]; to?: readonly string[] }, you: User): boolean {
  return to ? to.includes(you.id) : mayMention(mentions, you.username);
}
