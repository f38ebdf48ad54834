import { useCallback, useEffect, useRef, useState } from "react";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { attendRoom } from "@/app/_ui/inbox/sound/attended-room";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { type UnreadControls, useUnreadMarker } from "./use-unread-marker";
import { useVisit } from "./use-visit";

/**
 * The unread marker of the open room, and `read`, which reports the read position to the room and the list beside it. `asked`: the
 * room as requested for this visit, if the page shows an old rendering.
 */
export function useUnreadCount(
  room: RoomInfo,
  renderId: string,
  client: RoomClient,
  { status, readers, you, head: newest }: RoomClientState,
): { unread: UnreadControls; read: (seq: number) => void; asked: RoomInfo | undefined } {
  const { hub } = useInboxHub();
  const list = useOwnRoomList();
  const { id: roomId } = room;
  const head = () => client.getState().head;
  const visit = useVisit({ room, renderId, head, readUpTo: () => hub.readUpTo.get(roomId) ?? 0 });

  useEffect(() => {
    hub.openRoom = roomId;
    // Watched even if no list shows the room: watchers get a `refresh` when the room ends or becomes private, which ends a preview.
    const where = {};
    hub.show(where, [roomId]);
    const leave = attendRoom(roomId);
    return () => {
      leave();
      hub.show(where, []);
      if (hub.openRoom === roomId) hub.openRoom = undefined;
    };
  }, [hub, roomId]);

  // The user has joined since the page was rendered, so the list may not have the room yet.
  const isNewcomer = room.mine === undefined && you !== undefined && !you.preview;
  useEffect(() => {
    if (isNewcomer && status === "live") hub.refresh();
  }, [hub, isNewcomer, status]);

  const marked = useCallback(() => hub.refresh(), [hub]);
  // The state at the room's welcome: messages that arrive or are read later in the visit must not move the marker.
  const [welcomed, setWelcomed] = useState<{ n: number; readUpTo: number | undefined; head: number }>();
  if (status === "live" && welcomed?.n !== visit.n)
    setWelcomed({ n: visit.n, readUpTo: you && readers[you.id], head: newest });
  const fromRoom = welcomed?.n === visit.n ? welcomed : undefined;
  const unread = useUnreadMarker({ roomId, visit, fromRoom, marked });
  const readInList = list.read;
  const upTo = useRef(0);
  const isListed = list.rooms.loaded;
  useEffect(() => {
    // Reports what this page read before the list was loaded.
    if (isListed && upTo.current > 0) readInList(roomId, upTo.current);
  }, [isListed, readInList, roomId]);
  const read = useCallback(
    (seen: number) => {
      // The page may show an older message than the newest one that it has already read.
      const seq = Math.max(seen, hub.readUpTo.get(roomId) ?? 0);
      upTo.current = seq;
      hub.readUpTo.set(roomId, seq);
      client.read(seq);
      readInList(roomId, seq);
    },
    [hub, client, readInList, roomId],
  );
  return { unread, read, asked: visit.asked };
}
