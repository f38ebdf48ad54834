import type { Role } from "@/lib/protocol/room";

const MEMBER = ["inviteToPublic"] as const;
const ADMIN = [...MEMBER, "invite", "revoke", "kick", "ban", "unban", "describe", "moderate"] as const;
const OWNER = [...ADMIN, "setRole", "handOver", "setVisibility", "archive", "delete"] as const;

/** `describe`: rename too. `inviteToPublic`: to a public room; `invite`: to any. */
export type Action = (typeof OWNER)[number];

const RIGHTS: Record<Role, readonly Action[]> = { owner: OWNER, admin: ADMIN, member: MEMBER };
const RANK: Record<Role, number> = { owner: 2, admin: 1, member: 0 };

/**
 * Who may do what in a room that is not a direct one: there nobody may do any of it.
 * `target`: what the other is, of an act upon somebody. Nobody touches who stands as high as they or higher.
 */
export function may(role: Role, act: Action, target?: Role): boolean {
  return RIGHTS[role].includes(act) && (target === undefined || RANK[role] > RANK[target]);
}
