import type { Member } from "@/lib/protocol/http/members";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";

export interface Person {
  user: User;
  /** Undefined: unknown, or not a member. */
  role?: Role;
}

/** The users who are in the room now. */
export interface Present {
  /** Those that are loaded. */
  users: readonly User[];
  /** How many there are, loaded or not. */
  count: number;
  /** Loads more of them; undefined: all are loaded. */
  more?: () => void;
}

/**
 * Each person once: people who are here now (the user first, then by name), then the other members in the API's order. The results
 * of a search are one group.
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
