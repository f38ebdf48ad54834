import { useCallback, useEffect, useState } from "react";
import { callApi } from "./call-api";

/** What a GET of our own API answers, asked for once; or the code of why not. */
export function useAnswer<T>(path: string) {
  const [data, setData] = useState<T>();
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
    const abort = new AbortController();
    ask(abort.signal);
    return () => abort.abort();
  }, [ask]);

  const change = (next: (now: T) => T) => setData((now) => now && next(now));
  return { data, failed, retry: () => ask(), setData: change };
}
