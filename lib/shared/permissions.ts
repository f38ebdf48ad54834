import { ROLES, type Role } from "@/lib/protocol/levels";

/** Every right in a room, with the lowest role that has it. Nobody has any of them in a direct room. */
const RIGHTS = {
  inviteToPublic: "member",
  /** Also to a private room. */
  invite: "admin",
  revoke: "admin",
  kick: "admin",
  ban: "admin",
  unban: "admin",
  /** Also rename. */
  describe: "admin",
  /** Delete other members' messages. */
  moderate: "admin",
  setRole: "owner",
  handOver: "owner",
  setVisibility: "owner",
  archive: "owner",
  delete: "owner",
} as const satisfies Record<string, Role>;
export type Right = keyof typeof RIGHTS;

const rankOf = (role: Role) => ROLES.indexOf(role);

/** Whether a role has a right. `target`: the role of the member it is exercised on, which must be lower. */
export function may(role: Role, right: Right, target?: Role): boolean {
  return rankOf(role) <= rankOf(RIGHTS[right]) && (target === undefined || rankOf(role) < rankOf(target));
}

/** The roles that have a right, highest first. */
export function rolesWith(right: Right): Role[] {
  return ROLES.filter((role) => may(role, right));
}
