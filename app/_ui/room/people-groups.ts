import type { Member } from "../../../lib/api";
import type { Role, User } from "../../../lib/protocol";

export interface Person {
  user: User;
  /** Undefined: not known, or no member. */
  role?: Role;
}

/**
 * Everybody once: those who are in the room now, oneself first and then by name, and the members who are not, as the API
 * orders them. A search shows the members that it found, in one group.
 */
export function peopleGroups(
  online: readonly User[],
  members: readonly Member[],
  you: Pick<User, "id">,
): { here: Person[]; others: Person[] } {
  const present = new Map(online.map((user) => [user.id, user]));
  const roles = new Map(members.map(({ user, role }) => [user.id, role]));
  const place = ({ id }: User) => (id === you.id ? 0 : 1);
  const here = [...present.values()]
    .sort((a, b) => place(a) - place(b) || a.username.localeCompare(b.username))
    .map((user) => ({ user, role: roles.get(user.id) }));
  const others = members.filter(({ user }) => !present.has(user.id)).map(({ user, role }) => ({ user, role }));
  return { here, others };
}
