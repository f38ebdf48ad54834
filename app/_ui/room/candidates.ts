import { DELETED_USERNAME } from "../../../lib/deleted-user";
import type { User } from "../../../lib/protocol";
import { beginsWith } from "./mention-query";

export interface Candidate extends User {
  isOnline: boolean;
}

const SHOWN_MAX = 6;

/** Who may be meant by what has been typed: who is here first, then by name; nobody twice, and not oneself. */
export function candidatesFor(
  query: string,
  online: readonly User[],
  members: readonly User[],
  you: User,
): readonly Candidate[] {
  const here = new Set(online.map(({ id }) => id));
  const everybody = new Map([...members, ...online].map((user) => [user.id, user]));
  everybody.delete(you.id);
  const meant = [...everybody.values()]
    .filter(({ username }) => username !== DELETED_USERNAME && beginsWith(username, query))
    .map(({ id, username }) => ({ id, username, isOnline: here.has(id) }))
    .sort((a, b) => Number(b.isOnline) - Number(a.isOnline) || a.username.localeCompare(b.username))
    .slice(0, SHOWN_MAX);
  // Nothing is left to complete, and Enter is for sending again.
  return meant.length === 1 && meant[0]?.username === query ? [] : meant;
}
