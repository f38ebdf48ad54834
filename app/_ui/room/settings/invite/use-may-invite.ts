import { useRoomContext } from "@/app/_ui/room/room-context";
import { may } from "@/lib/shared/permissions";

/** Whether one may invite to this room: to a public one anybody in it may. */
export function useMayInvite(): boolean {
  const { room, role, preview } = useRoomContext();
  if (preview || room.direct || room.archivedAt !== undefined) return false;
  return may(role, room.visibility === "public" ? "inviteToPublic" : "invite");
}
