import {
  type Dispatch,
  type RefObject,
  type SetStateAction,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { RoomsAnswer } from "../../../lib/api";
import type { User } from "../../../lib/protocol";
import { byActivity, type LiveRoom, liveRooms, withNews, withRead } from "../../../lib/room-list";
import { type Answer, callApi } from "../call-api";
import { useLive } from "../live/hub";
import { withFirstPage, withNextPage } from "./pages";
import { useBehind } from "./use-behind";
import { useReturn } from "./use-return";

type Load = "search" | "more" | "refresh";

export interface Rooms {
  rooms: readonly LiveRoom[];
  nextCursor?: string;
  /** What the list was searched for. */
  query: string;
  /** False until something has come. */
  loaded: boolean;
  busy?: Load;
  failed?: { load: Load; code: string };
}

export interface RoomList {
  /** Newest activity first. */
  rooms: Rooms;
  load: (what: Load, query: string) => Promise<void>;
  /** Takes the list as the server rendered it at that time, in epoch milliseconds, unless this one is newer. */
  seed: (answer: RoomsAnswer, renderedAt: number) => void;
  /** This page has read the room up to there. */
  read: (roomId: string, seq: number) => void;
}

const NONE: Rooms = { rooms: [], query: "", loaded: false };

/** A list as the server rendered it. */
export function renderedRooms({ rooms, nextCursor }: RoomsAnswer, query: string, me: User): Rooms {
  return { rooms: liveRooms(rooms, [], me), nextCursor, query, loaded: true };
}

/** A list of rooms: searched, paged, kept up to date by the inbox, and asked for again when one returns to it. */
export function useRooms(initial: Rooms = NONE, renderedAt = 0): RoomList {
  const { hub, me } = useLive();
  const [rooms, setRooms] = useState(initial);
  const asked = useRef<Asked>({ query: initial.query, loadedAt: renderedAt, abort: new AbortController() });
  const { load, seed } = useLoads(asked, rooms.nextCursor, setRooms, me);
  const refresh = useCallback(() => {
    if (asked.current.loadedAt > 0) void load("refresh", asked.current.query);
  }, [load]);
  const read = useCallback(
    (roomId: string, seq: number) => setRooms((shown) => ({ ...shown, rooms: withRead(shown.rooms, roomId, seq, me) })),
    [me],
  );

  useEffect(() => {
    const listener: Parameters<typeof hub.listen>[0] = {
      news: (told) => setRooms((shown) => ({ ...shown, rooms: withNews(shown.rooms, told, me) })),
      refresh,
    };
    return hub.listen(listener);
  }, [hub, refresh, me]);
  useReturn(asked, refresh);
  useBehind(rooms.rooms, asked, setRooms, refresh);

  const ids = rooms.rooms.map(({ id }) => id).join(" ");
  useEffect(() => {
    hub.show(asked, ids ? ids.split(" ") : []);
    return () => hub.show(asked, []);
  }, [hub, ids]);

  const sorted = useMemo(() => ({ ...rooms, rooms: byActivity(rooms.rooms) }), [rooms]);
  return useMemo(() => ({ rooms: sorted, load, seed, read }), [sorted, load, seed, read]);
}

/** What is under way, beside what is shown. */
export interface Asked {
  query: string;
  busy?: Load;
  /** Epoch milliseconds; 0 until something has come. */
  loadedAt: number;
  abort: AbortController;
}

function useLoads(
  asked: RefObject<Asked>,
  nextCursor: string | undefined,
  setRooms: Dispatch<SetStateAction<Rooms>>,
  me: User,
): Pick<RoomList, "load" | "seed"> {
  const cursor = useRef(nextCursor);
  useEffect(() => {
    cursor.current = nextCursor;
  }, [nextCursor]);
  useEffect(() => () => asked.current.abort.abort(), [asked]);

  const load = useCallback(
    async (wanted: Load, query: string) => {
      const now = asked.current;
      // A refresh in the middle of a search would put what is found among what was shown before.
      const what = wanted === "refresh" && now.busy === "search" ? "search" : wanted;
      now.abort.abort();
      now.abort = new AbortController();
      now.query = query;
      now.busy = what;
      const { signal } = now.abort;
      setRooms((shown) => ({ ...shown, busy: what, failed: undefined }));
      const parameters = new URLSearchParams({
        query,
        ...(what === "more" && cursor.current && { cursor: cursor.current }),
      });
      const answer = await callApi<RoomsAnswer>(`/api/rooms?${parameters}`, { signal }).catch(() => undefined);
      if (!answer || signal.aborted) return;
      now.busy = undefined;
      if (answer.ok) now.loadedAt = Date.now();
      setRooms((shown) => settle(shown, what, query, answer, me));
    },
    [asked, setRooms, me],
  );
  const seed = useCallback(
    (data: RoomsAnswer, renderedAt: number) => {
      if (renderedAt <= asked.current.loadedAt) return;
      asked.current.loadedAt = renderedAt;
      setRooms((shown) => settle(shown, shown.loaded ? "refresh" : "search", "", { ok: true, data }, me));
    },
    [asked, setRooms, me],
  );
  return { load, seed };
}

function settle(shown: Rooms, what: Load, query: string, answer: Answer<RoomsAnswer>, me: User): Rooms {
  // A refresh nobody asked for may fail quietly: what is shown is still right, only older.
  if (!answer.ok) {
    const failed = what === "refresh" && shown.loaded ? undefined : { load: what, code: answer.code };
    return { ...shown, busy: undefined, failed };
  }
  const page = { ...answer.data, rooms: liveRooms(answer.data.rooms, shown.rooms, me) };
  const merged = what === "more" ? withNextPage(shown, page) : what === "refresh" ? withFirstPage(shown, page) : page;
  return { rooms: merged.rooms, nextCursor: merged.nextCursor, query, loaded: true };
}
