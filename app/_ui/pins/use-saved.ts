import { useEffect, useRef, useState } from "react";
import { type ApiFailure, callApi } from "@/app/_ui/api/call-api";
import type { Saved, SavedAnswer } from "@/lib/protocol/http/pins";

interface Loaded {
  saved: readonly Saved[];
  nextCursor?: string;
}

export interface SavedList {
  /** Undefined until the first page is loaded. */
  saved: readonly Saved[] | undefined;
  hasMore: boolean;
  isLoading: boolean;
  failure: ApiFailure | undefined;
  more: () => void;
  /** Repeats the request that has failed. */
  retry: () => void;
  /** Drops a message that is no longer saved. */
  drop: (message: Saved) => void;
}

/** The user's saved messages, page by page, requested again each time the component is shown. */
export function useSaved(): SavedList {
  const [loaded, setLoaded] = useState<Loaded>();
  const [failure, setFailure] = useState<ApiFailure>();
  const [isLoading, setLoading] = useState(true);
  const asking = useRef<AbortController>(undefined);

  async function ask(after?: Loaded) {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setLoading(true);
    setFailure(undefined);
    const path = after?.nextCursor ? `/api/saved?cursor=${after.nextCursor}` : "/api/saved";
    const answer = await callApi<SavedAnswer>(path, { signal: abort.signal }).catch(() => undefined);
    if (!answer || asking.current !== abort) return;
    setLoading(false);
    if (!answer.ok) return setFailure(answer);
    const { saved, nextCursor } = answer.data;
    setLoaded((now) => ({ saved: [...(after && now ? now.saved : []), ...saved], nextCursor }));
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list is shown.
  useEffect(() => {
    void ask();
    return () => asking.current?.abort();
  }, []);

  return {
    saved: loaded?.saved,
    hasMore: loaded?.nextCursor !== undefined,
    isLoading,
    failure,
    more: () => {
      if (!isLoading && loaded?.nextCursor) void ask(loaded);
    },
    retry: () => void ask(loaded),
    drop: ({ room, seq }) =>
      setLoaded(
        (now) => now && { ...now, saved: now.saved.filter((each) => each.seq !== seq || each.room.id !== room.id) },
      ),
  };
}
