import { useEffect, useRef, useState } from "react";
import { type ApiFailure, callApi } from "@/app/_ui/api/call-api";
import type { SearchAnswer, SearchResult } from "@/lib/protocol/http/search";

/** The search begins once typing has paused for this long. */
const PAUSE_MS = 300;

interface Found {
  /** The room that was searched, if any, and the query. */
  key: string;
  results: readonly SearchResult[];
  nextCursor?: string;
}

export interface SearchState {
  /** The results of the last query that was answered; undefined: none yet. */
  results: readonly SearchResult[] | undefined;
  /** Whether there is a further page. */
  hasMore: boolean;
  phase: "idle" | "loading" | "failed";
  failure: ApiFailure | undefined;
  /** Searches at once, without waiting for a pause. */
  now: () => void;
  /** Loads the next page. */
  more: () => void;
  /** Repeats the request that has failed. */
  retry: () => void;
}

/** Searches as the user types. @param roomId undefined: in all own rooms */
export function useSearch(text: string, roomId: string | undefined): SearchState {
  const query = text.trim();
  const key = `${roomId ?? ""} ${query}`;
  const [found, setFound] = useState<Found>();
  const [failure, setFailure] = useState<ApiFailure>();
  const [isLoading, setLoading] = useState(false);
  const asking = useRef<AbortController>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const continued = useRef<Found>(undefined);
  const isCurrent = found?.key === key;

  async function ask(after?: Found) {
    clearTimeout(timer.current);
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    continued.current = after;
    setLoading(true);
    setFailure(undefined);
    const answer = await callApi<SearchAnswer>(pathOf(query, roomId, after?.nextCursor), {
      signal: abort.signal,
    }).catch(() => undefined);
    if (!answer || asking.current !== abort) return;
    setLoading(false);
    if (!answer.ok) return setFailure(answer);
    const { results, nextCursor } = answer.data;
    setFound({ key, results: [...(after?.results ?? []), ...results], nextCursor });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another query or place begins a search.
  useEffect(() => {
    asking.current?.abort();
    setLoading(query !== "");
    setFailure(undefined);
    if (query === "") return setFound(undefined);
    timer.current = setTimeout(() => void ask(), PAUSE_MS);
    return () => clearTimeout(timer.current);
  }, [query, roomId]);
  useEffect(() => () => asking.current?.abort(), []);

  return {
    results: found?.results,
    hasMore: isCurrent && found.nextCursor !== undefined,
    phase: isLoading ? "loading" : failure ? "failed" : "idle",
    failure,
    now: () => {
      if (query !== "") void ask();
    },
    more: () => {
      if (!isLoading && isCurrent && found.nextCursor) void ask(found);
    },
    retry: () => void ask(continued.current),
  };
}

function pathOf(query: string, roomId: string | undefined, cursor: string | undefined): string {
  const offset = `${-new Date().getTimezoneOffset()}`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const more = { ...(zone && { zone }), ...(roomId && { roomId }), ...(cursor && { cursor }) };
  return `/api/search?${new URLSearchParams({ query, offset, ...more })}`;
}
