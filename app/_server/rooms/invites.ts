/** Making, revoking and accepting invites. */

import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import type { RoomAccess } from "@/db/queries/access";
import { createLink, deleteInvite, invitePeople, inviteUser } from "@/db/queries/invites";
import { joinByLink } from "@/db/queries/membership";
import { findUser } from "@/db/queries/users";
import type { NewInviteAnswer } from "@/lib/protocol/http/invites";
import type { User } from "@/lib/protocol/room";
import { hashInviteToken, newInviteToken } from "@/lib/server/invite-token";
import { may } from "@/lib/shared/permissions";
import { usernameSchema } from "@/lib/text/schemas";
import { accessTo, accessToward, between, requireRight, retryOnChange } from "./access";
import { refreshInboxes } from "./call-rooms";
import { announceJoin } from "./membership";

const requireInviteRight = (access: RoomAccess) =>
  requireRight(access, access.room.visibility === "public" ? "inviteToPublic" : "invite");

/** Invites a user by name. @throws Problem not_found, forbidden, user_not_found, already_member, banned. */
export async function invite(
  user: User,
  roomId: string,
  username: string,
): Promise<NewInviteAnswer & { isNew: boolean }> {
  requireInviteRight(await accessTo(user, roomId));
  const name = usernameSchema.safeParse(username);
  const guest = name.success ? await findUser(database(), name.data) : undefined;
  if (!guest) throw new Problem("user_not_found");
  const made = await retryOnChange(async () => {
    const access = await accessToward(user, roomId, guest.id);
    requireInviteRight(access);
    if (access.target.role) throw new Problem("already_member");
    if (access.target.isBanned) throw new Problem("banned");
    return inviteUser(database(), between(user, access));
  });
  if (made.isNew) await refreshInboxes([guest.id]);
  return made;
}

/** Creates an invite link. Its token is stored nowhere. @throws Problem not_found, forbidden. */
export async function createInviteLink(
  user: User,
  roomId: string,
  limits: { expiresInS: number | null; maxUses: number | null },
): Promise<NewInviteAnswer> {
  const token = newInviteToken();
  const tokenHash = await hashInviteToken(token);
  const invite = await retryOnChange(async () => {
    const access = await accessTo(user, roomId);
    requireInviteRight(access);
    return createLink(database(), roomId, { id: user.id, role: access.role }, { ...limits, tokenHash });
  });
  return { invite, token };
}

/** Revokes an invite, or declines the user's own. @throws Problem not_found, forbidden. */
export async function revokeInvite(user: User, roomId: string, inviteId: string): Promise<void> {
  const people = await invitePeople(database(), roomId, inviteId);
  if (people?.userId !== user.id) {
    const access = await accessTo(user, roomId);
    const isOwn = access.role !== undefined && people?.createdBy === user.id;
    if (!isOwn && !(access.role && may(access.role, "revoke"))) throw new Problem("forbidden");
    if (!people) throw new Problem("not_found");
  }
  await deleteInvite(database(), roomId, inviteId);
  if (people?.userId) await refreshInboxes([people.userId]);
}

/** Joins by an invite link. @throws Problem not_found: no open link with this token, or the user is banned. */
export async function joinByInviteLink(user: User, token: string): Promise<{ roomId: string; isNew: boolean }> {
  const joined = await joinByLink(database(), await hashInviteToken(token), user.id);
  if (!joined) throw new Problem("not_found");
  await announceJoin(user, joined.roomId, joined.how);
  return { roomId: joined.roomId, isNew: joined.how !== "before" };
}
