import { useCallback, useEffect, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { RoomAnswer, RoomInfo } from "@/lib/protocol/http/rooms";
import { changesOf } from "@/lib/protocol/system-messages";

/** The kinds of system message (`changesOf`) that make the page request the room again. */
const REREAD: readonly unknown[] = ["members", "room", "pins"];

/** Why a user is no longer in a room. `out`: not a member any more, but may come back; `gone`: may not even see the room. */
export type Removal = "out" | "gone";

/**
 * The room as the web side knows it: rendered by the server, and requested again when a system message or the inbox reports a change.
 * A page often notices its user's removal here first, since a browser reports a socket's close only after the connection has ended.
 */
export function useRoomFacts(initial: RoomInfo, { recent, status }: Pick<RoomClientState, "recent" | "status">) {
  const { hub } = useInboxHub();
  const [room, setRoom] = useState(initial);
  const [putOut, setPutOut] = useState<Removal>();
  const wasMember = useRef(initial.mine !== undefined);
  const asking = useRef<AbortController>(undefined);
  const { id } = initial;

  const ask = useCallback(async () => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    const answer = await callApi<RoomAnswer>(`/api/rooms/${id}`, { signal: abort.signal }).catch(() => undefined);
    if (!answer || abort.signal.aborted) return;
    if (!answer.ok) return answer.code === "not_found" ? setPutOut("gone") : undefined;
    setRoom(answer.data.room);
    const isMember = answer.data.room.mine !== undefined;
    setPutOut(wasMember.current && !isMember ? "out" : undefined);
    wasMember.current ||= isMember;
  }, [id]);

  const newest = recent.findLast(({ notice }) => notice && REREAD.includes(changesOf(notice.what)))?.seq ?? 0;
  const known = useRef(newest);
  useEffect(() => {
    if (newest <= known.current) return;
    known.current = newest;
    void ask();
  }, [newest, ask]);
  useEffect(() => hub.listen({ refresh: ask }), [hub, ask]);
  // Once the room has closed the socket for good, the user may no longer be in the room.
  const isClosed = status === "closed";
  useEffect(() => {
    if (isClosed) void ask();
  }, [isClosed, ask]);
  useEffect(() => () => asking.current?.abort(), []);

  return { room, setRoom, putOut, ask };
}
