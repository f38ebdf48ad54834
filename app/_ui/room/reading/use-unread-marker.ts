import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { readAsOf, type UnreadMarker, unreadMarker } from "./unread-marker";
import type { Visit } from "./use-visit";

export interface UnreadControls {
  /** The unread marker: its place when the room was opened, or the place where the user has put it since. */
  marker: UnreadMarker | undefined;
  /** Number of unread messages, as far as it is known. */
  count: number;
  /** Marks this message and all later ones as unread. */
  mark: (seq: number) => void;
  /** The problem code if marking failed. */
  failed: string | undefined;
  dismissFailure: () => void;
}

interface Opened {
  roomId: string;
  visit: Visit;
  /**
   * The head and read position in the room's welcome; undefined before the welcome. The server's rendering may be some seconds
   * older.
   */
  fromRoom: { head: number; readUpTo: number | undefined } | undefined;
  /** Called after a change with the first seq marked as unread; null: none. */
  marked: (from: number | null) => void;
}

/** The unread marker of this visit. Opening the room clears an earlier "mark as unread". */
export function useUnreadMarker({ roomId, visit, fromRoom, marked }: Opened): UnreadControls {
  const { n, room, readBefore } = visit;
  const upTo = Math.max(visit.upTo, fromRoom?.head ?? 0);
  /** Where the user has moved the marker during this visit. */
  const [own, setOwn] = useState<{ n: number; marker: UnreadMarker }>();
  const [failed, setFailed] = useState<{ n: number; code: string }>();
  const latest = useRef(0);
  const mine = readAsOf(room?.mine, readBefore, fromRoom?.readUpTo);
  const { from, isPlaced } = unreadMarker(mine, upTo) ?? {};
  const ownMarker = own?.n === n ? own.marker : undefined;
  const marker = useMemo(
    () => ownMarker ?? (from === undefined ? undefined : { from, upTo, isPlaced }),
    [ownMarker, from, upTo, isPlaced],
  );

  /**
   * Resolves when the last change has been answered. Changes are sent one at a time: a late clearing must not remove the mark that the
   * user has set since.
   */
  const changed = useRef<Promise<unknown>>(undefined);
  const put = useCallback(
    (from: number | null) => {
      const change = async (before = changed.current) => {
        await before;
        const answer = await callApi(`/api/rooms/${roomId}/unread`, { method: "PUT", body: { from } });
        if (answer.ok) marked(from);
        return answer;
      };
      const answer = change();
      changed.current = answer;
      return answer;
    },
    [roomId, marked],
  );
  const isMarked = room?.mine?.unreadFrom !== undefined;
  const cleared = useRef<number>(undefined);
  useEffect(() => {
    if (!isMarked || cleared.current === n) return;
    cleared.current = n;
    void put(null);
  }, [put, isMarked, n]);

  const mark = useCallback(
    async (seq: number) => {
      setFailed(undefined);
      // The room's state may arrive later and have this mark, which must not be cleared.
      cleared.current = n;
      const turn = ++latest.current;
      const answer = await put(seq);
      if (turn !== latest.current) return;
      if (!answer.ok) return setFailed({ n, code: answer.code });
      setOwn({ n, marker: { from: seq, upTo: Number.MAX_SAFE_INTEGER, isPlaced: true } });
    },
    [put, n],
  );
  const dismissFailure = useCallback(() => setFailed(undefined), []);
  const count = ownMarker ? 0 : (mine?.unread ?? 0);
  return { marker, count, mark, failed: failed?.n === n ? failed.code : undefined, dismissFailure };
}
