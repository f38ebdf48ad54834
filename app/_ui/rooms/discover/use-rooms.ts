import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Answer, callApi } from "@/app/_ui/api/call-api";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { useOnReturn } from "@/app/_ui/rooms/list/use-on-return";
import { serverClock } from "@/lib/client/connection/server-clock";
import { byActivity, type LiveRoom, liveRooms, withUpdate } from "@/lib/client/room-list";
import type { RoomsAnswer } from "@/lib/protocol/http/rooms";
import type { User } from "@/lib/protocol/room";
import { withFirstPage, withNextPage } from "./pages";
import { useRetryWhileBehind } from "./use-retry-while-behind";

type Load = "search" | "more" | "refresh";

export interface Rooms {
  rooms: readonly LiveRoom[];
  nextCursor?: string;
  /** The search text of the list. */
  query: string;
  /** False until the first list is loaded. */
  loaded: boolean;
  busy?: Load;
  failed?: { load: Load; code: string };
}

/** A list as the server rendered it. */
export interface RenderedRooms {
  answer: RoomsAnswer;
  query: string;
  /** Epoch milliseconds. */
  at: number;
}

interface RoomList {
  /** Newest activity first. */
  rooms: Rooms;
  load: (what: Load, query: string) => Promise<void>;
}

function initialRooms(rendered: RenderedRooms | undefined, me: User): Rooms {
  if (!rendered) return { rooms: [], query: "", loaded: false };
  const { rooms, nextCursor } = rendered.answer;
  return { rooms: liveRooms(rooms, [], me), nextCursor, query: rendered.query, loaded: true };
}

/** Public rooms that the user does not belong to: searched, paged, kept up to date by the inbox, and requested again on return. */
export function useRooms(query: string, rendered?: RenderedRooms): RoomList {
  const { hub, me } = useInboxHub();
  const [rooms, setRooms] = useState(() => initialRooms(rendered, me));
  const asked = useRef<Asked>({
    query: rendered?.query,
    loadedAt: rendered?.at ?? 0,
    abort: new AbortController(),
  });
  const load = useLoads(asked, rooms.nextCursor, setRooms, me);
  const change = useCallback(
    (edit: (rooms: readonly LiveRoom[]) => readonly LiveRoom[]) =>
      setRooms((shown) => ({ ...shown, rooms: edit(shown.rooms) })),
    [],
  );
  const refresh = useCallback(() => {
    if (asked.current.loadedAt > 0) void load("refresh", asked.current.query ?? "");
  }, [load]);

  useEffect(() => {
    if (asked.current.query !== query) void load("search", query);
  }, [load, query]);
  useEffect(
    () => hub.listen({ news: (told) => change((shown) => withUpdate(shown, told, me)), refresh }),
    [hub, change, refresh, me],
  );
  useOnReturn(asked, refresh);
  useRetryWhileBehind(rooms.rooms, asked, change, refresh);

  const ids = rooms.rooms.map(({ id }) => id).join(" ");
  useEffect(() => {
    hub.show(asked, ids ? ids.split(" ") : []);
    return () => hub.show(asked, []);
  }, [hub, ids]);

  const sorted = useMemo(() => ({ ...rooms, rooms: byActivity(rooms.rooms) }), [rooms]);
  return { rooms: sorted, load };
}

/** The latest request. The list on the screen may still be from an earlier one. */
interface Asked {
  /** Undefined until the first request. */
  query: string | undefined;
  busy?: Load;
  /** Epoch milliseconds; 0 until the first list is loaded. */
  loadedAt: number;
  abort: AbortController;
}

function useLoads(
  asked: RefObject<Asked>,
  nextCursor: string | undefined,
  setRooms: (edit: (shown: Rooms) => Rooms) => void,
  me: User,
): RoomList["load"] {
  const cursor = useRef(nextCursor);
  useEffect(() => {
    cursor.current = nextCursor;
  }, [nextCursor]);
  useEffect(
    () => () => {
      asked.current.abort.abort();
      // Forgets the aborted search, so that a remounted component, as in React's strict mode, requests it again.
      if (asked.current.busy === "search") asked.current.query = undefined;
    },
    [asked],
  );

  return useCallback(
    async (wanted: Load, query: string) => {
      const now = asked.current;
      // A refresh would mix the results of a running search with the rooms of the previous one.
      const what = wanted === "refresh" && now.busy === "search" ? "search" : wanted;
      now.abort.abort();
      now.abort = new AbortController();
      now.query = query;
      now.busy = what;
      const { signal } = now.abort;
      setRooms((shown) => ({ ...shown, busy: what, failed: undefined }));
      const parameters = new URLSearchParams({
        ...{ scope: "discover", query },
        ...(what === "more" && cursor.current && { cursor: cursor.current }),
      });
      const answer = await callApi<RoomsAnswer>(`/api/rooms?${parameters}`, { signal }).catch(() => undefined);
      if (!answer || signal.aborted) return;
      now.busy = undefined;
      if (answer.ok) now.loadedAt = serverClock.now();
      setRooms((shown) => settle(shown, what, query, answer, me));
    },
    [asked, setRooms, me],
  );
}

function settle(shown: Rooms, what: Load, query: string, answer: Answer<RoomsAnswer>, me: User): Rooms {
  // A refresh fails silently if a list is shown, since the list is then only older.
  if (!answer.ok) {
    const failed = what === "refresh" && shown.loaded ? undefined : { load: what, code: answer.code };
    return { ...shown, query, busy: undefined, failed };
  }
  const page = { ...answer.data, rooms: liveRooms(answer.data.rooms, shown.rooms, me) };
  const merged = what === "more" ? withNextPage(shown, page) : what === "refresh" ? withFirstPage(shown, page) : page;
  return { rooms: merged.rooms, nextCursor: merged.nextCursor, query, loaded: true };
}
