/** Changes of membership: the change in Postgres, then the calls to the room and the inboxes. */

import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import type { PendingCall } from "@/db/pending-calls";
import { leaveDirect } from "@/db/queries/directs";
import {
  announcesLeaving,
  banUser,
  changeRole,
  handOver,
  type Joined,
  joinRoom,
  leaveRoom,
  removeMember,
  repeatRemoval,
  unbanUser,
} from "@/db/queries/membership";
import { hasLiveSession } from "@/db/queries/sessions";
import type { RemovalReason } from "@/lib/protocol/connection";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import type { RoomCommand } from "@/lib/server/commands";
import { systemMessageCommand } from "@/lib/server/system-messages";
import { accessTo, accessToward, between, requireRight, retryOnChange } from "./access";
import { refreshInboxes, sendToRoom } from "./call-rooms";
import { deliver } from "./deliver";

const close = (user: User, why?: RemovalReason): RoomCommand => ({
  type: "close",
  users: [user.id],
  ...(why && { why }),
});

/** Sends a room commands without storing them, and refreshes the pages of users whose list of rooms has changed. */
async function announce(roomId: string, commands: RoomCommand[], users: User[]): Promise<void> {
  const userIds = users.map(({ id }) => id);
  await Promise.all([sendToRoom(roomId, ...commands), refreshInboxes(userIds)]);
}

/** Delivers calls, and refreshes the pages of users whose list of rooms has changed. */
async function deliverAndRefresh(calls: readonly PendingCall[], users: User[]): Promise<void> {
  const userIds = users.map(({ id }) => id);
  await Promise.all([deliver(calls), refreshInboxes(userIds)]);
}

/** Writes the system message of an announced join. Refreshes the user's own pages if anything has changed. */
export async function announceJoin(user: User, roomId: string, joined: Joined): Promise<void> {
  if (joined === "announced") await announce(roomId, [systemMessageCommand(user, { what: "joined" })], [user]);
  // The user's other pages may still show the room as a preview or a request.
  if (joined === "silent" || joined === "accepted") await refreshInboxes([user.id]);
}

/**
 * Joins a public room or one with an invite for this user, or accepts a request. Returns whether the user is a new member; false for
 * an accepted request. @throws Problem not_found.
 */
export async function join(user: User, roomId: string): Promise<boolean> {
  const joined = await joinRoom(database(), roomId, user.id);
  if (!joined) throw new Problem("not_found");
  await announceJoin(user, roomId, joined);
  return joined === "announced" || joined === "silent";
}

/** Leaves a room; a direct room is hidden instead, and a request declined. @throws Problem not_found, forbidden (not a member), owner_stays. */
export async function leave(user: User, roomId: string): Promise<void> {
  if (await leaveDirect(database(), roomId, user.id)) return refreshInboxes([user.id]);
  const isNoted = await announcesLeaving(database(), roomId, user.id);
  const commands = [close(user, "left"), ...(isNoted ? [systemMessageCommand(user, { what: "left" })] : [])];
  const calls = await retryOnChange(async () => {
    const { role } = await accessTo(user, roomId);
    if (!role) throw new Problem("forbidden");
    if (role === "owner") throw new Problem("owner_stays");
    // False if another request has just changed the membership; the next attempt then throws the exact reason.
    return leaveRoom(database(), roomId, user.id, commands);
  });
  await deliverAndRefresh(calls, [user]);
}

/**
 * Removes a member. If the user is not a member, closes their sockets again and throws.
 * @throws Problem not_found, user_not_found (no member), forbidden.
 */
export async function kick(user: User, roomId: string, userId: string): Promise<void> {
  const { calls, who, wasMember } = await retryOnChange(async () => {
    const access = await accessToward(user, roomId, userId);
    requireRight(access, "kick", access.target);
    const { user: who, role } = access.target;
    const commands = [close(who, "kicked"), systemMessageCommand(user, { what: "kicked", who })];
    const calls = role
      ? await removeMember(database(), between(user, access), commands)
      : await repeatRemoval(database(), between(user, access), [close(who)]);
    return calls && { calls, who, wasMember: role !== undefined };
  });
  await deliverAndRefresh(calls, wasMember ? [who] : []);
  if (!wasMember) throw new Problem("user_not_found");
}

/** Bans a user. If the user is already banned, only closes their sockets again. @throws Problem not_found, user_not_found, forbidden. */
export async function ban(user: User, roomId: string, userId: string): Promise<void> {
  const { calls, who } = await retryOnChange(async () => {
    const access = await accessToward(user, roomId, userId);
    requireRight(access, "ban", access.target);
    const { user: who, isBanned } = access.target;
    const commands = [close(who, "banned"), ...(isBanned ? [] : [systemMessageCommand(user, { what: "banned", who })])];
    const calls = await banUser(database(), between(user, access), commands);
    return calls && { calls, who };
  });
  await deliverAndRefresh(calls, [who]);
}

/** Lifts a ban. @throws Problem not_found (also: no such ban), user_not_found, forbidden. */
export async function unban(user: User, roomId: string, userId: string): Promise<void> {
  const who = await retryOnChange(async () => {
    const access = await accessToward(user, roomId, userId);
    requireRight(access, "unban");
    if (!access.target.isBanned) throw new Problem("not_found");
    return (await unbanUser(database(), between(user, access))) && access.target.user;
  });
  await announce(roomId, [systemMessageCommand(user, { what: "unbanned", who })], [who]);
}

/**
 * Checks that a user may hand the room over to this member, who must have a live session: an absent user would not notice that they
 * own a room. @throws Problem not_found, user_not_found (no member), forbidden, not_active.
 */
export async function requireHandOver(user: User, roomId: string, userId: string): Promise<void> {
  const access = await accessToward(user, roomId, userId);
  requireRight(access, "handOver", access.target);
  if (!access.target.role) throw new Problem("user_not_found");
  if (!(await hasLiveSession(database(), userId))) throw new Problem("not_active");
}

/** Changes a member's role. "owner" hands the room over. @throws Problem not_found, user_not_found (no member), forbidden. */
export async function setRole(user: User, roomId: string, userId: string, role: Role): Promise<void> {
  const calls = await retryOnChange(async () => {
    const access = await accessToward(user, roomId, userId);
    requireRight(access, role === "owner" ? "handOver" : "setRole", access.target);
    const { user: who, role: before } = access.target;
    if (!before) throw new Problem("user_not_found");
    if (before === role) return [];
    const change = between(user, access);
    if (role === "owner") return handOver(database(), change, [systemMessageCommand(user, { what: "owner", who })]);
    const commands: RoomCommand[] = [
      { type: "role", userId: who.id, role },
      systemMessageCommand(user, { what: "role", who, role }),
    ];
    return changeRole(database(), change, role, commands);
  });
  await deliver(calls);
}
