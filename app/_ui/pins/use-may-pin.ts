import { useRoomContext } from "@/app/_ui/room/room-context";
import { mayPin } from "@/lib/shared/permissions";

/** Whether the user may pin and unpin messages here. */
export function useMayPin(): boolean {
  const { room, role, preview } = useRoomContext();
  const isOpen = room.archivedAt === undefined && !room.unreachable && !room.mine?.request;
  return (
    isOpen &&
    !preview &&
    room.mine !== undefined &&
    mayPin(role, { isDirect: room.direct !== undefined, memberCount: room.memberCount })
  );
}
