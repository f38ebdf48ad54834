import { useRoomContext } from "@/app/_ui/room/room-context";
import { may } from "@/lib/shared/permissions";

/** Whether the user may invite to this room. Every member of a public room may, unless it is archived. */
export function useMayInvite(): boolean {
  const { room, role, preview } = useRoomContext();
  if (preview || room.direct || room.archivedAt !== undefined) return false;
  return may(role, room.visibility === "public" ? "inviteToPublic" : "invite");
}
