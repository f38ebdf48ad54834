import type { RoomContextValue } from "@/app/_ui/room/room-context";
import type { Message } from "@/lib/protocol/room";
import { may } from "@/lib/shared/permissions";

/** Whether the user may delete a message: their own, or as a moderator. */
export function mayRemove(
  { author }: Message,
  { room, you, role }: Pick<RoomContextValue, "room" | "you" | "role">,
): boolean {
  return author.id === you.id || (!room.direct && may(role, "moderate"));
}
