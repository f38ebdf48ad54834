import { useEffect, useRef, useState } from "react";
import type { Room, RoomAnswer } from "../../../lib/api";
import type { Message } from "../../../lib/protocol";
import { callApi } from "../call-api";

/** Lines of the log that come with a change of what the room is, or of what one is in it. */
const CHANGES = new Set([
  "joined",
  "left",
  "kicked",
  "banned",
  "role",
  "owner",
  "renamed",
  "described",
  "visibility",
  "archived",
  "reopened",
]);

/** The room as the page came with it, and asked for anew whenever its log says that it has changed. */
export function useRoomFacts(initial: Room, messages: readonly Message[]) {
  const [room, setRoom] = useState(initial);
  const newest = messages.findLast(({ notice }) => notice && CHANGES.has(notice.what))?.seq ?? 0;
  const known = useRef(newest);

  useEffect(() => {
    if (newest <= known.current) return;
    const abort = new AbortController();
    const path = `/api/rooms/${initial.id}`;
    callApi<RoomAnswer>(path, { signal: abort.signal }).then(
      (answer) => {
        if (!answer.ok) return;
        known.current = newest;
        setRoom(answer.data.room);
      },
      () => {},
    );
    return () => abort.abort();
  }, [newest, initial.id]);

  return { room, setRoom };
}
