import { type RoomCall, tellInboxes, tellRooms } from "@/app/_server/rooms/call-rooms";
import { endRooms } from "@/app/_server/rooms/room-changes";
import { database } from "@/app/_server/services";
import { deleteUser, type Legacy } from "@/db/queries/users/account-deletion";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { User } from "@/lib/protocol/protocol";
import { noticeOf } from "@/lib/server/notices";
import { endOtherSessions } from "./end-sessions";

/** For good. Their rooms pass on, or end where nobody is left. */
export async function deleteAccount(user: User): Promise<void> {
  // First, so that the sockets are known; if the rest fails the owner may enter and try again.
  await endOtherSessions(database(), user.id);
  const { passedOn, ended, directs, commands } = await deleteUser(database(), user.id);
  const others = [...passedOn.map(({ heir }) => heir.id), ...directs.map(({ otherId }) => otherId)];
  const left = () => noticeOf({ id: user.id, username: DELETED_USERNAME }, { what: "left" });
  // First: a direct room is read-only by the time that its notice makes open pages ask for its state again.
  await endRooms(ended, commands);
  await Promise.all([
    tellRooms([
      ...passedOn.map((each) => toldOf(user.id, each)),
      ...directs.map(({ roomId }) => ({ roomId, orders: [left()] })),
    ]),
    tellInboxes([...new Set(others)], { type: "refresh" }),
  ]);
}

function toldOf(userId: string, { roomId, heir }: Legacy["passedOn"][number]): RoomCall {
  const author = { id: userId, username: DELETED_USERNAME };
  const orders = [
    { type: "role", userId: heir.id, role: "owner" } as const,
    noticeOf(author, { what: "owner", who: heir }),
  ];
  return { roomId, orders };
}
