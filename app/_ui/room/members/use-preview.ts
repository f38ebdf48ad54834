import { useEffect, useRef } from "react";
import type { Room } from "../../../../lib/api";
import type { RoomClient } from "../../../../lib/room-client";
import type { RoomState } from "../../../../lib/room-state";

/**
 * Whether one only looks at the room: as the room says, or before that as the web side does. When the web side says, later than
 * the room, that one is a member, as after joining in another tab, the client connects again to be one.
 * @param ask asks the web side what the room is.
 */
export function usePreview(client: RoomClient, { you }: RoomState, room: Room, ask: () => void): boolean {
  const isPreview = you ? you.preview === true : room.mine === undefined;
  const isTold = you?.preview === true;
  /** What the page knew when the room said so: it may be from before one was removed. */
  const known = useRef<Room>(undefined);
  useEffect(() => {
    if (!isTold) {
      known.current = undefined;
    } else if (known.current === undefined) {
      known.current = room;
      if (room.mine) ask();
    } else if (room !== known.current && room.mine) {
      client.rejoin();
    }
  }, [client, isTold, room, ask]);
  return isPreview;
}
