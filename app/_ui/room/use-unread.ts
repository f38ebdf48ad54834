import { useCallback, useEffect, useRef } from "react";
import type { Room } from "../../../lib/api";
import type { RoomClient } from "../../../lib/room-client";
import type { RoomState } from "../../../lib/room-state";
import { useLive } from "../live/hub";
import { useMainRooms } from "../live/main-rooms";
import { type Unread, useLeftOff } from "./use-left-off";

/** What is unread in the room that is open, and how to say what has been read; the list beside it knows at once. */
export function useUnread(
  room: Room,
  client: RoomClient,
  { status, you }: RoomState,
  head: number,
): { unread: Unread; read: (seq: number) => void } {
  const { hub } = useLive();
  const list = useMainRooms();
  const { id: roomId } = room;

  useEffect(() => {
    hub.openRoom = roomId;
    // No list may show it: a preview hears by this that it has ended.
    const where = {};
    hub.show(where, [roomId]);
    return () => {
      hub.show(where, []);
      if (hub.openRoom === roomId) hub.openRoom = undefined;
    };
  }, [hub, roomId]);

  // A member since the page was rendered, of whom the list may know nothing yet.
  const isNewcomer = room.mine === undefined && you !== undefined && !you.preview;
  useEffect(() => {
    if (isNewcomer && status === "live") hub.refresh();
  }, [hub, isNewcomer, status]);

  const marked = useCallback(() => hub.refresh(), [hub]);
  const unread = useLeftOff({ roomId, mine: room.mine, head, marked });
  const readInList = list.read;
  const upTo = useRef(0);
  const isListed = list.rooms.loaded;
  useEffect(() => {
    // What was read before the list came, the list does not know.
    if (isListed && upTo.current > 0) readInList(roomId, upTo.current);
  }, [isListed, readInList, roomId]);
  const read = useCallback(
    (seq: number) => {
      upTo.current = seq;
      client.read(seq);
      readInList(roomId, seq);
    },
    [client, readInList, roomId],
  );
  return { unread, read };
}
