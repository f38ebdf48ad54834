import { may } from "../../../lib/rights";
import { useHere } from "./here";

/** Whether one may invite to this room: to a public one anybody in it may. */
export function useMayInvite(): boolean {
  const { room, role, preview } = useHere();
  if (preview || room.direct || room.archivedAt !== undefined) return false;
  return may(role, room.visibility === "public" ? "inviteToPublic" : "invite");
}
