import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { User } from "@/lib/protocol/room";
import { matchOf } from "@/lib/text/name-search";

export interface Candidate extends User {
  isOnline: boolean;
}

const SHOWN_MAX = 6;

/**
 * At most SHOWN_MAX people whose name matches the typed text. Best match first: whole name, prefix, part, initial consonants. Among
 * equal matches: people who are here, then the most recent speakers, then by name. Without the user themselves.
 * @param speakers ids, most recent speaker first.
 */
export function candidatesFor(
  query: string,
  online: readonly User[],
  members: readonly User[],
  you: User,
  speakers: readonly string[] = [],
): readonly Candidate[] {
  const onlineIds = new Set(online.map(({ id }) => id));
  const everybody = new Map([...members, ...online].map((user) => [user.id, user]));
  everybody.delete(you.id);
  const lastSpoke = new Map([...speakers].reverse().map((id, i) => [id, i]));
  const spoke = ({ id }: User) => lastSpoke.get(id) ?? -1;
  const meant = [...everybody.values()].flatMap(({ id, username }) => {
    const match = username === DELETED_USERNAME ? undefined : matchOf(username, query);
    return match === undefined ? [] : [{ user: { id, username, isOnline: onlineIds.has(id) }, match }];
  });
  meant.sort(
    (a, b) =>
      a.match - b.match ||
      Number(b.user.isOnline) - Number(a.user.isOnline) ||
      spoke(b.user) - spoke(a.user) ||
      a.user.username.localeCompare(b.user.username),
  );
  const shown = meant.slice(0, SHOWN_MAX).map(({ user }) => user);
  // Nothing is left to complete: the list closes, and Enter sends the text.
  return shown.length === 1 && shown[0]?.username === query ? [] : shown;
}
