import { useEffect, useRef } from "react";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { RoomInfo } from "@/lib/protocol/http/rooms";

/**
 * Whether the user previews the room, according to the room's welcome, or to the web side before the welcome. If the web side
 * later says that the user is a member, as after joining in another tab, the client reconnects as a member.
 * @param ask requests the room's state from the web side.
 */
export function usePreview(client: RoomClient, { you }: RoomClientState, room: RoomInfo, ask: () => void): boolean {
  // A request, and the direct room of a blocked pair, are shown as a preview.
  const isMember = room.mine !== undefined && !room.mine.request && !room.unreachable;
  const isPreview = you ? you.preview === true : !isMember;
  const isTold = you?.preview === true;
  /** The page's state of the room at the welcome. It may be from before the user's removal, so only a newer one causes a rejoin. */
  const known = useRef<RoomInfo>(undefined);
  useEffect(() => {
    if (!isTold) {
      known.current = undefined;
    } else if (known.current === undefined) {
      known.current = room;
      if (isMember) ask();
    } else if (room !== known.current && isMember) {
      client.rejoin();
    }
  }, [client, isTold, isMember, room, ask]);
  return isPreview;
}
