import { useEffect, useRef, useState } from "react";
import { type ApiFailure, callApi } from "./call-api";

/** An answer that is not current is requested again after this time, at most this often. */
const AGAIN_MS = 700;
const AGAIN_MAX = 3;

interface Loaded<T> {
  items: readonly T[];
  version: number;
  nextCursor?: string;
}

export interface PagedList<T> {
  /** Undefined until the first page is loaded. */
  items: readonly T[] | undefined;
  /** Another one whenever the first page was loaded. */
  version: number;
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

/**
 * A list of our API, page by page, requested again each time the component is shown.
 * @param itemsOf the items of an answer
 * @param isCurrent whether the first page has what it must have; otherwise it is requested again for a while
 */
export function usePagedList<A extends { nextCursor?: string }, T>(
  path: string,
  itemsOf: (answer: A) => readonly T[],
  isCurrent: (items: readonly T[]) => boolean = () => true,
): PagedList<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>();
  const [failure, setFailure] = useState<ApiFailure>();
  const [isLoading, setLoading] = useState(true);
  const asking = useRef<AbortController>(undefined);

  async function ask(after?: Loaded<T>, tries = 1): Promise<void> {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setLoading(true);
    setFailure(undefined);
    const page = after?.nextCursor ? `${path}?cursor=${after.nextCursor}` : path;
    const answer = await callApi<A>(page, { signal: abort.signal }).catch(() => undefined);
    if (!answer || asking.current !== abort) return;
    if (answer.ok && !after && tries <= AGAIN_MAX && !isCurrent(itemsOf(answer.data))) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      return asking.current === abort && !abort.signal.aborted ? ask(undefined, tries + 1) : undefined;
    }
    setLoading(false);
    if (!answer.ok) return setFailure(answer);
    const { nextCursor } = answer.data;
    setLoaded((now) => {
      const version = (now?.version ?? 0) + (after ? 0 : 1);
      return { items: [...(after && now ? now.items : []), ...itemsOf(answer.data)], version, nextCursor };
    });
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list is shown.
  useEffect(() => {
    void ask();
    return () => asking.current?.abort();
  }, []);

  return {
    items: loaded?.items,
    version: loaded?.version ?? 0,
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
