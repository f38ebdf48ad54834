import { type RoomCallRequest, refreshInboxes, sendToRooms } from "@/app/_server/rooms/call-rooms";
import { endRooms } from "@/app/_server/rooms/room-settings";
import { database } from "@/app/_server/services";
import { type DeletedAccount, deleteUser } from "@/db/queries/account-deletion";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { User } from "@/lib/protocol/room";
import { systemMessageCommand } from "@/lib/server/system-messages";
import { endOtherSessions } from "./end-sessions";

/** For good. Their rooms pass on, or end where nobody is left. */
export async function deleteAccount(user: User): Promise<void> {
  // First, so that the sockets are known; if the rest fails the owner may enter and try again.
  await endOtherSessions(database(), user.id);
  const { passedOn, ended, directs, calls } = await deleteUser(database(), user.id);
  const others = [...passedOn.map(({ heir }) => heir.id), ...directs.map(({ otherId }) => otherId)];
  const left = () => systemMessageCommand({ id: user.id, username: DELETED_USERNAME }, { what: "left" });
  // First: a direct room is read-only by the time that its notice makes open pages ask for its state again.
  await endRooms(ended, calls);
  await Promise.all([
    sendToRooms([
      ...passedOn.map((each) => toldOf(user.id, each)),
      ...directs.map(({ roomId }) => ({ roomId, commands: [left()] })),
    ]),
    refreshInboxes([...new Set(others)]),
  ]);
}

function toldOf(userId: string, { roomId, heir }: DeletedAccount["passedOn"][number]): RoomCallRequest {
  const author = { id: userId, username: DELETED_USERNAME };
  const commands = [
    { type: "role", userId: heir.id, role: "owner" } as const,
    systemMessageCommand(author, { what: "owner", who: heir }),
  ];
  return { roomId, commands };
}
