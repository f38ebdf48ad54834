import { type RoomCallRequest, refreshInboxes, sendToRooms } from "@/app/_server/rooms/call-rooms";
import { endRooms } from "@/app/_server/rooms/room-settings";
import { database } from "@/app/_server/services";
import { type DeletedAccount, deleteUser } from "@/db/queries/account-deletion";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { User } from "@/lib/protocol/room";
import { systemMessageCommand } from "@/lib/server/system-messages";
import { endOtherSessions } from "./end-sessions";

/**
 * Deletes an account permanently. Rooms that the user owns get a new owner, direct rooms become read-only, and rooms without
 * another member end.
 */
export async function deleteAccount(user: User): Promise<void> {
  // Before `deleteUser`, which deletes the rows that name the rooms with sockets of this account. If a later step fails, the
  // user can sign in and try again.
  await endOtherSessions(database(), user.id);
  const { passedOn, ended, directs, calls } = await deleteUser(database(), user.id);
  const others = [...passedOn.map(({ heir }) => heir.id), ...directs.map(({ otherId }) => otherId)];
  const left = () => systemMessageCommand({ id: user.id, username: DELETED_USERNAME }, { what: "left" });
  // Before the system messages: a direct room must be read-only before "left" makes its open pages request it again.
  await endRooms(ended, calls);
  await Promise.all([
    sendToRooms([
      ...passedOn.map((each) => newOwnerCommands(user.id, each)),
      ...directs.map(({ roomId }) => ({ roomId, commands: [left()] })),
    ]),
    refreshInboxes([...new Set(others)]),
  ]);
}

function newOwnerCommands(userId: string, { roomId, heir }: DeletedAccount["passedOn"][number]): RoomCallRequest {
  const author = { id: userId, username: DELETED_USERNAME };
  const commands = [
    { type: "role", userId: heir.id, role: "owner" } as const,
    systemMessageCommand(author, { what: "owner", who: heir }),
  ];
  return { roomId, commands };
}
