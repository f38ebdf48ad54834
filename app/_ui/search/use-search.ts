import { useEffect, useRef, useState } from "react";
import { type ApiFailure, callApi } from "@/app/_ui/api/call-api";
import type { SearchAnswer, SearchResult } from "@/lib/protocol/http/search";

/** The search begins once typing has paused for this long. */
const PAUSE_MS = 300;

export interface Found {
  query: string;
  results: readonly SearchResult[];
  nextCursor?: string;
}

export interface SearchState {
  /** The results of the last query that was answered; undefined: none yet. */
  found: Found | undefined;
  phase: "idle" | "loading" | "failed";
  failure: ApiFailure | undefined;
  /** Searches without a further pause, or again after a failure. */
  now: () => void;
  /** Loads the next page. */
  more: () => void;
}

/** Searches as the user types. @param roomId undefined: in all own rooms */
export function useSearch(text: string, roomId: string | undefined): SearchState {
  const query = text.trim();
  const [found, setFound] = useState<Found>();
  const [failure, setFailure] = useState<ApiFailure>();
  const [isLoading, setLoading] = useState(false);
  const asking = useRef<AbortController>(undefined);

  async function ask(after?: Found) {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setLoading(true);
    setFailure(undefined);
    const answer = await callApi<SearchAnswer>(pathOf(query, roomId, after?.nextCursor), {
      signal: abort.signal,
    }).catch(() => undefined);
    if (!answer || asking.current !== abort) return;
    setLoading(false);
    if (!answer.ok) return setFailure(answer);
    const { results, nextCursor } = answer.data;
    setFound({ query, results: [...(after?.results ?? []), ...results], nextCursor });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another query or place begins a search.
  useEffect(() => {
    asking.current?.abort();
    setLoading(query !== "");
    setFailure(undefined);
    if (query === "") return setFound(undefined);
    const timer = setTimeout(ask, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query, roomId]);
  useEffect(() => () => asking.current?.abort(), []);

  return {
    found,
    phase: isLoading ? "loading" : failure ? "failed" : "idle",
    failure,
    now: () => {
      if (query !== "") void ask();
    },
    more: () => {
      if (!isLoading && found?.nextCursor) void ask(found);
    },
  };
}

function pathOf(query: string, roomId: string | undefined, cursor: string | undefined): string {
  const offset = `${-new Date().getTimezoneOffset()}`;
  return `/api/search?${new URLSearchParams({ query, offset, ...(roomId && { roomId }), ...(cursor && { cursor }) })}`;
}
