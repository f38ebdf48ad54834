/** What people do to membership: the change in Postgres, then what rooms and inboxes are told of it. */
import { joinRoom } from "../../db/joining";
import { banUser, changeRole, handOver, leaveRoom, removeMember, unbanUser } from "../../db/membership";
import { noticeOf } from "../../lib/notices";
import type { Parting, Role, User } from "../../lib/protocol";
import type { RoomOrder } from "../../lib/room-admin";
import { tellInboxes, tellRoom } from "./call-rooms";
import { between, demand, standing, standingToward, untilDone } from "./in-room";
import { Problem } from "./respond";
import { database } from "./services";

const close = (user: User, why: Parting): RoomOrder => ({ type: "close", users: [user.id], why });

/** Tells a room, and the pages of those whose list of rooms is another now. */
export async function announce(roomId: string, orders: RoomOrder[], users: User[]): Promise<void> {
  const userIds = users.map(({ id }) => id);
  await Promise.all([tellRoom(roomId, ...orders), tellInboxes(userIds, { type: "refresh" })]);
}

/** Joins a public room, or one that there is an invite to. True: newly. @throws Problem not_found. */
export async function join(user: User, roomId: string): Promise<boolean> {
  const joined = await joinRoom(database(), roomId, user.id);
  if (!joined) throw new Problem("not_found");
  if (joined === "invited") await announce(roomId, [noticeOf(user, { what: "joined" })], [user]);
  // Other pages of theirs may show the room as a preview.
  if (joined === "joined") await tellInboxes([user.id], { type: "refresh" });
  return joined !== "before";
}

/** @throws Problem not_found, forbidden (a direct room, or no member), owner_stays. */
export async function leave(user: User, roomId: string): Promise<void> {
  await untilDone(async () => {
    const { role, isDirect } = await standing(user, roomId);
    if (isDirect || !role) throw new Problem("forbidden");
    if (role === "owner") throw new Problem("owner_stays");
    // Another call has just changed this membership; a second attempt gives the exact reason.
    return leaveRoom(database(), roomId, user.id);
  });
  await announce(roomId, [close(user, "left"), noticeOf(user, { what: "left" })], [user]);
}

/** @throws Problem not_found, user_not_found (no member), forbidden. */
export async function kick(user: User, roomId: string, userId: string): Promise<void> {
  const who = await untilDone(async () => {
    const here = await standingToward(user, roomId, userId);
    demand(here, "kick", here.target);
    if (!here.target.role) throw new Problem("user_not_found");
    return (await removeMember(database(), between(user, here))) && here.target.user;
  });
  await announce(roomId, [close(who, "kicked"), noticeOf(user, { what: "kicked", who })], [who]);
}

/** Repeated, it changes nothing. @throws Problem not_found, user_not_found, forbidden. */
export async function ban(user: User, roomId: string, userId: string): Promise<void> {
  const { user: who, isBanned } = await untilDone(async () => {
    const here = await standingToward(user, roomId, userId);
    demand(here, "ban", here.target);
    return (await banUser(database(), between(user, here))) && here.target;
  });
  if (!isBanned) await announce(roomId, [close(who, "banned"), noticeOf(user, { what: "banned", who })], [who]);
}

/** @throws Problem not_found (also: no such ban), user_not_found, forbidden. */
export async function unban(user: User, roomId: string, userId: string): Promise<void> {
  const who = await untilDone(async () => {
    const here = await standingToward(user, roomId, userId);
    demand(here, "unban");
    if (!here.target.isBanned) throw new Problem("not_found");
    return (await unbanUser(database(), between(user, here))) && here.target.user;
  });
  await announce(roomId, [noticeOf(user, { what: "unbanned", who })], [who]);
}

/** Checks that a user may hand the room over to this member. @throws Problem not_found, user_not_found (no member), forbidden. */
export async function demandHandOver(user: User, roomId: string, userId: string): Promise<void> {
  const here = await standingToward(user, roomId, userId);
  demand(here, "handOver", here.target);
  if (!here.target.role) throw new Problem("user_not_found");
}

/** "owner" hands the room over. @throws Problem not_found, user_not_found (no member), forbidden. */
export async function setRole(user: User, roomId: string, userId: string, role: Role): Promise<void> {
  const { user: who, role: before } = await untilDone(async () => {
    const here = await standingToward(user, roomId, userId);
    demand(here, role === "owner" ? "handOver" : "setRole", here.target);
    if (!here.target.role) throw new Problem("user_not_found");
    const change = between(user, here);
    if (role === "owner") return (await handOver(database(), change)) && here.target;
    return (await changeRole(database(), change, role)) && here.target;
  });
  if (role !== before) await announce(roomId, rolesToldOf(user, who, role), []);
}

function rolesToldOf(user: User, who: User, role: Role): RoomOrder[] {
  const given: RoomOrder = { type: "role", userId: who.id, role };
  if (role !== "owner") return [given, noticeOf(user, { what: "role", who, role })];
  return [given, { type: "role", userId: user.id, role: "admin" }, noticeOf(user, { what: "owner", who })];
}
