import { DELETED_USERNAME } from "../../../lib/deleted-user";
import type { User } from "../../../lib/protocol";
import { matchOf } from "../../../lib/shared/name-search";

export interface Candidate extends User {
  isOnline: boolean;
}

const SHOWN_MAX = 6;

/**
 * Who may be meant by what has been typed: whose name it is, then whose begins so, has it within, or has these first consonants;
 * among them who is here first, then who spoke last, then by name. Nobody twice, and not oneself.
 * @param speakers ids, who spoke last first.
 */
export function candidatesFor(
  query: string,
  online: readonly User[],
  members: readonly User[],
  you: User,
  speakers: readonly string[] = [],
): readonly Candidate[] {
  const here = new Set(online.map(({ id }) => id));
  const everybody = new Map([...members, ...online].map((user) => [user.id, user]));
  everybody.delete(you.id);
  const lastSpoke = new Map([...speakers].reverse().map((id, i) => [id, i]));
  const spoke = ({ id }: User) => lastSpoke.get(id) ?? -1;
  const meant = [...everybody.values()].flatMap(({ id, username }) => {
    const match = username === DELETED_USERNAME ? undefined : matchOf(username, query);
    return match === undefined ? [] : [{ user: { id, username, isOnline: here.has(id) }, match }];
  });
  meant.sort(
    (a, b) =>
      a.match - b.match ||
      Number(b.user.isOnline) - Number(a.user.isOnline) ||
      spoke(b.user) - spoke(a.user) ||
      a.user.username.localeCompare(b.user.username),
  );
  const shown = meant.slice(0, SHOWN_MAX).map(({ user }) => user);
  // Nothing is left to complete, and Enter is for sending again.
  return shown.length === 1 && shown[0]?.username === query ? [] : shown;
}
