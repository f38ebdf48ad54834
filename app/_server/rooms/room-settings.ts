import { removeSomeGarbage } from "@/app/_server/files/files";
import { Problem } from "@/app/_server/http/respond";
import { database, redis } from "@/app/_server/services";
import { failureLine } from "@/db/errors";
import type { PendingCall } from "@/db/pending-calls";
import type { RoomAccess } from "@/db/queries/access";
import { changeRoom, deleteRoom, type RoomChanges, repeatChange } from "@/db/queries/room-settings";
import type { User } from "@/lib/protocol/room";
import type { RoomCommand } from "@/lib/server/commands";
import { webEnv } from "@/lib/server/env";
import { log } from "@/lib/server/logger";
import { isReservedRoomName } from "@/lib/server/names/reserved-names";
import { roomKeys } from "@/lib/server/redis/redis-keys";
import { systemMessageCommand } from "@/lib/server/system-messages";
import { may } from "@/lib/shared/permissions";
import { accessTo, requireRight, retryOnChange } from "./access";
import { refreshInboxes } from "./call-rooms";
import { deliver } from "./deliver";

/** Codes of wrong fields in the body of a new or changed room. */
export const ROOM_PROBLEMS = { name: "invalid_room_name" } as const;

/** @throws Problem invalid_room_name if readers could take the name for one of the service itself. */
export function refuseReservedName(name: string): void {
  if (isReservedRoomName(name)) throw new Problem("invalid_room_name", [{ field: "name", reason: "invalid" }]);
}

/**
 * Changes a room and notifies its members. Archiving an archived room, or making a private room private, only repeats the call to the
 * room.
 * @throws Problem not_found, forbidden, invalid_room_name.
 */
export async function changeSettings(user: User, roomId: string, wanted: RoomChanges): Promise<void> {
  const calls = await retryOnChange(async () => {
    const access = await accessTo(user, roomId);
    const changes = changesIn(access, wanted);
    requireRight(access, "describe");
    if (Object.keys(changes).length === 0) return repeatRevocation(roomId, wanted, access);
    if (changes.name !== undefined) refuseReservedName(changes.name);
    if (changes.visibility) requireRight(access, "setVisibility");
    if (changes.archived !== undefined) requireRight(access, "archive");
    const by = { id: user.id, role: access.role };
    return changeRoom(database(), roomId, by, changes, commandsOf(user, changes, access));
  });
  await deliver(calls);
}

async function repeatRevocation(
  roomId: string,
  wanted: RoomChanges,
  { isArchived, room, role = "member" }: RoomAccess,
): Promise<PendingCall[]> {
  const recheck = wanted.visibility === "private";
  const isRevocation = (wanted.archived === true && may(role, "archive")) || (recheck && may(role, "setVisibility"));
  if (!isRevocation) return [];
  const command = { type: "open", isReadOnly: isArchived, recheck } as const;
  return repeatChange(database(), roomId, { archived: isArchived, visibility: room.visibility }, [command]);
}

/** The wanted settings that differ from the present ones. */
function changesIn({ room, isArchived }: RoomAccess, wanted: RoomChanges): RoomChanges {
  return {
    ...(wanted.name !== undefined && wanted.name !== room.name ? { name: wanted.name } : {}),
    ...(wanted.description !== undefined && wanted.description !== room.description
      ? { description: wanted.description }
      : {}),
    ...(wanted.visibility !== undefined && wanted.visibility !== room.visibility
      ? { visibility: wanted.visibility }
      : {}),
    ...(wanted.archived !== undefined && wanted.archived !== isArchived ? { archived: wanted.archived } : {}),
  };
}

function commandsOf(
  user: User,
  { name, description, visibility, archived }: RoomChanges,
  access: RoomAccess,
): RoomCommand[] {
  const recheck = visibility === "private";
  const isReadOnly = archived ?? access.isArchived;
  return [
    ...(recheck || archived !== undefined ? [{ type: "open" as const, isReadOnly, recheck }] : []),
    ...(name === undefined ? [] : [systemMessageCommand(user, { what: "renamed", name })]),
    ...(description === undefined ? [] : [systemMessageCommand(user, { what: "described" })]),
    ...(visibility === undefined ? [] : [systemMessageCommand(user, { what: "visibility", visibility })]),
    ...(archived === undefined ? [] : [systemMessageCommand(user, { what: archived ? "archived" : "reopened" })]),
  ];
}

/** Checks that a user may delete the room. @throws Problem not_found, forbidden. */
export async function requireDeletion(user: User, roomId: string): Promise<void> {
  requireRight(await accessTo(user, roomId), "delete");
}

/** Deletes a room with its messages. @throws Problem not_found, forbidden. */
export async function removeRoom(user: User, roomId: string): Promise<void> {
  const { memberIds, calls } = await retryOnChange(async () => {
    const access = await accessTo(user, roomId);
    requireRight(access, "delete");
    return deleteRoom(database(), roomId, { id: user.id, role: access.role });
  });
  await Promise.all([endRooms([roomId], calls), refreshInboxes(memberIds)]);
}

/** Ends rooms whose rows are deleted, and deletes their copies in Redis. If Redis is unavailable, the copies expire. */
export async function endRooms(roomIds: readonly string[], calls: readonly PendingCall[]): Promise<void> {
  await deliver(calls);
  if (roomIds.length === 0) return;
  removeSomeGarbage();
  // After the calls: a room writes no copies once it has ended.
  const keys = roomIds.flatMap((roomId) => Object.values(roomKeys(webEnv().KEY_PREFIX, roomId)));
  await redis()
    .del(...keys)
    .catch((error: unknown) => log("copies of ended rooms are left in Redis", failureLine(error)));
}
