import { useHere } from "@/app/_ui/room/here";
import { may } from "@/lib/shared/permissions";

/** Whether one may invite to this room: to a public one anybody in it may. */
export function useMayInvite(): boolean {
  const { room, role, preview } = useHere();
  if (preview || room.direct || room.archivedAt !== undefined) return false;
  return may(role, room.visibility === "public" ? "inviteToPublic" : "invite");
}
