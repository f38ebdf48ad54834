import { useEffect, useRef, useState } from "react";
import { type ApiFailure, callApi } from "./call-api";

interface Loaded<T> {
  items: readonly T[];
  nextCursor?: string;
}

export interface PagedList<T> {
  /** Undefined until the first page is loaded. */
  items: readonly T[] | undefined;
  hasMore: boolean;
  isLoading: boolean;
  failure: ApiFailure | undefined;
  more: () => void;
  /** Repeats the request that has failed. */
  retry: () => void;
  /** Loads the first page again. */
  reload: () => void;
  /** Changes what is shown, after the user's own change. */
  change: (edit: (items: readonly T[]) => readonly T[]) => void;
}

/** A list of our API, page by page, requested again each time the component is shown. `itemsOf`: the items of an answer. */
export function usePagedList<A extends { nextCursor?: string }, T>(
  path: string,
  itemsOf: (answer: A) => readonly T[],
): PagedList<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>();
  const [failure, setFailure] = useState<ApiFailure>();
  const [isLoading, setLoading] = useState(true);
  const asking = useRef<AbortController>(undefined);

  async function ask(after?: Loaded<T>) {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setLoading(true);
    setFailure(undefined);
    const page = after?.nextCursor ? `${path}?cursor=${after.nextCursor}` : path;
    const answer = await callApi<A>(page, { signal: abort.signal }).catch(() => undefined);
    if (!answer || asking.current !== abort) return;
    setLoading(false);
    if (!answer.ok) return setFailure(answer);
    const { nextCursor } = answer.data;
    setLoaded((now) => ({ items: [...(after && now ? now.items : []), ...itemsOf(answer.data)], nextCursor }));
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list is shown.
  useEffect(() => {
    void ask();
    return () => asking.current?.abort();
  }, []);

  return {
    items: loaded?.items,
    hasMore: loaded?.nextCursor !== undefined,
    isLoading,
    failure,
    more: () => {
      if (!isLoading && loaded?.nextCursor) void ask(loaded);
    },
    retry: () => void ask(loaded),
    reload: () => void ask(),
    change: (edit) => setLoaded((now) => now && { ...now, items: edit(now.items) }),
  };
}
