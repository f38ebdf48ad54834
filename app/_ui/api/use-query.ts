import { useCallback, useEffect, useState } from "react";
import { callApi } from "./call-api";

/** What a GET of our own API answers, or the code of why not. Asked for once, unless the page came with it. */
export function useQuery<T>(path: string, initial?: T) {
  const [data, setData] = useState(initial);
  const isKnown = initial !== undefined;
  const [failed, setFailed] = useState<string>();

  const ask = useCallback(
    (signal?: AbortSignal) => {
      setFailed(undefined);
      callApi<T>(path, { signal }).then(
        (answer) => (answer.ok ? setData(answer.data) : setFailed(answer.code)),
        () => {},
      );
    },
    [path],
  );
  useEffect(() => {
    if (isKnown) return;
    const abort = new AbortController();
    ask(abort.signal);
    return () => abort.abort();
  }, [ask, isKnown]);

  const change = (next: (now: T) => T) => setData((now) => now && next(now));
  return { data, failed, retry: () => ask(), setData: change };
}
