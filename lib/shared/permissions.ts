import { ROLES, type Role } from "@/lib/protocol/levels";

/** Every right in a room, with the lowest role that has it. In a direct room nobody has any of them, except that both may pin (`mayPin`). */
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
  pin: "admin",
  pinInSmall: "member",
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

/** Up to this many members, every member may pin messages; in a larger room admins may. */
export const SMALL_ROOM_MAX = 20;

/** Whether a member may pin and unpin messages, unless the room is read-only. */
export function mayPin(role: Role, { isDirect, memberCount }: { isDirect: boolean; memberCount: number }): boolean {
  return isDirect || may(role, memberCount <= SMALL_ROOM_MAX ? "pinInSmall" : "pin");
}
