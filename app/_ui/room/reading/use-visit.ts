import { useEffect, useEffectEvent, useState } from "react";
import type { Room, RoomAnswer } from "../../../../lib/api";
import { callApi } from "../../call-api";

/** Ids of the renderings that this page has shown before. */
const shown = new Set<string>();

/** One opening of a room. */
export interface Visit {
  /** Which one it is since the screen was mounted. */
  n: number;
  /** The room as of this visit; undefined until it is known. */
  room: Room | undefined;
  /** The same, where it had to be asked for. */
  asked: Room | undefined;
  /** The newest seq as of this visit: what arrives later is not what was left unread. */
  upTo: number;
  /** How far this page had read the room when the visit began. */
  readBefore: number;
}

interface Visited {
  room: Room;
  /** Differs for each rendering by the server. */
  renderId: string;
  /** Now: the newest seq that the page knows, and how far it has read the room. */
  head: () => number;
  readUpTo: () => number;
}

/**
 * Tells visits of a room apart. Going back, the router shows the rendering of an earlier visit again, and a browser may wake
 * the whole page as it was left; what those say of unread messages is outdated, so the room is asked for again.
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

  const learn = useEffectEvent((asked: Room) => {
    setVisit((now) => ({ ...now, room: asked, asked, upTo: Math.max(asked.headSeq, head()) }));
  });
  const { n } = visit;
  const isUnknown = visit.room === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each visit asks for itself.
  useEffect(() => {
    if (!isUnknown) return;
    const abort = new AbortController();
    callApi<RoomAnswer>(`/api/rooms/${room.id}`, { signal: abort.signal }).then(
      // Where it fails there is no line: better none than a wrong one.
      (answer) => answer.ok && learn(answer.data.room),
      () => {},
    );
    return () => abort.abort();
  }, [isUnknown, n, room.id]);
  return visit;
}
