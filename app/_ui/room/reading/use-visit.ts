import { useEffect, useEffectEvent, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { RoomAnswer, RoomInfo } from "@/lib/protocol/http/rooms";

/** Ids of the server renderings that this page has shown before. */
const shown = new Set<string>();

/** One visit of a room, from opening it to leaving it. */
export interface Visit {
  /** The visit's number since the screen was mounted. */
  n: number;
  /** The room as of this visit; undefined until it is known. */
  room: RoomInfo | undefined;
  /** The same as `room` if it was requested for this visit, not rendered. */
  asked: RoomInfo | undefined;
  /** The newest seq that the page knew when this visit began. */
  upTo: number;
  /** This page's read position in the room when the visit began. */
  readBefore: number;
}

interface Visited {
  room: RoomInfo;
  /** Differs for each server rendering. */
  renderId: string;
  /** Current values: the newest seq that the page knows, and its read position in the room. */
  head: () => number;
  readUpTo: () => number;
}

/**
 * Tells visits of a room apart. On Back the router shows the rendering of an earlier visit, or the browser restores the whole
 * page from its cache. The unread state is then outdated, so the room is requested again.
 */
export function useVisit({ room, renderId, head, readUpTo }: Visited): Visit {
  const [visit, setVisit] = useState<Visit>(() => ({
    n: 0,
    room: shown.has(renderId) ? undefined : room,
    asked: undefined,
    upTo: head(),
    readBefore: readUpTo(),
  }));
  useEffect(() => {
    shown.add(renderId);
  }, [renderId]);

  const begin = useEffectEvent(() => {
    setVisit(({ n }) => ({ n: n + 1, room: undefined, asked: undefined, upTo: head(), readBefore: readUpTo() }));
  });
  useEffect(() => {
    const woken = ({ persisted }: PageTransitionEvent) => persisted && begin();
    window.addEventListener("pageshow", woken);
    return () => window.removeEventListener("pageshow", woken);
  }, []);

  const learn = useEffectEvent((asked: RoomInfo) => {
    setVisit((now) => ({ ...now, room: asked, asked, upTo: Math.max(asked.headSeq, head()) }));
  });
  const { n } = visit;
  const isUnknown = visit.room === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each visit (`n`) requests the room.
  useEffect(() => {
    if (!isUnknown) return;
    const abort = new AbortController();
    callApi<RoomAnswer>(`/api/rooms/${room.id}`, { signal: abort.signal }).then(
      // If the request fails, no unread marker is shown, since an outdated one would be wrong.
      (answer) => answer.ok && learn(answer.data.room),
      () => {},
    );
    return () => abort.abort();
  }, [isUnknown, n, room.id]);
  return visit;
}
