import { useCallback, useEffect, useRef, useState } from "react";
import type { RoomsAnswer } from "../../../lib/api";
import { callApi } from "../call-api";
import { withFirstPage, withNextPage } from "./pages";

/** A list older than this is asked for again when its page comes back into view. */
const STALE_MS = 5_000;

type Load = "search" | "more" | "refresh";

export interface Rooms extends RoomsAnswer {
  /** What the list was searched for. */
  query: string;
  busy?: Load;
  failed?: { load: Load; code: string };
}

/** The list of rooms: searched, paged, and brought up to date when one returns to it. */
export function useRooms(initial: RoomsAnswer, initialQuery: string, loadedAt: number) {
  const [rooms, setRooms] = useState<Rooms>({ ...initial, query: initialQuery });
  const current = useRef({ query: initialQuery, cursor: initial.nextCursor, loadedAt, abort: new AbortController() });

  const load = useCallback(async (what: Load, query: string) => {
    const now = current.current;
    now.abort.abort();
    now.abort = new AbortController();
    now.query = query;
    const { signal } = now.abort;
    setRooms((shown) => ({ ...shown, busy: what, failed: undefined }));
    const parameters = new URLSearchParams({ query, ...(what === "more" && now.cursor && { cursor: now.cursor }) });
    const answer = await callApi<RoomsAnswer>(`/api/rooms?${parameters}`, { signal }).catch(() => undefined);
    if (!answer || signal.aborted) return;
    if (answer.ok) now.loadedAt = Date.now();
    setRooms((shown) => settle(shown, what, query, answer));
  }, []);

  useEffect(() => {
    current.current.cursor = rooms.nextCursor;
  }, [rooms.nextCursor]);

  useEffect(() => {
    const refresh = () => {
      const { query, loadedAt: at } = current.current;
      if (document.visibilityState === "visible" && Date.now() - at > STALE_MS) void load("refresh", query);
    };
    // Going back shows the page as it was left, which may be long ago.
    refresh();
    document.addEventListener("visibilitychange", refresh);
    window.addEventListener("online", refresh);
    return () => {
      document.removeEventListener("visibilitychange", refresh);
      window.removeEventListener("online", refresh);
      current.current.abort.abort();
    };
  }, [load]);

  return { rooms, load };
}

type Settled = Awaited<ReturnType<typeof callApi<RoomsAnswer>>>;

function settle(shown: Rooms, what: Load, query: string, answer: Settled): Rooms {
  // A refresh nobody asked for may fail quietly: what is shown is still right, only older.
  if (!answer.ok)
    return { ...shown, busy: undefined, failed: what === "refresh" ? undefined : { load: what, code: answer.code } };
  const merge = { search: (_: RoomsAnswer, page: RoomsAnswer) => page, more: withNextPage, refresh: withFirstPage }[
    what
  ];
  const { rooms, nextCursor } = merge(shown, answer.data);
  return { rooms, nextCursor, query };
}
