import useSWR, { type SWRConfiguration } from "swr";
import { type ApiFailure, callApi } from "./call-api";

/** Turns off SWR's automatic requests: only the inbox, system messages and the user cause one (docs/decisions/0018-browser-data.md). */
const CONFIG = {
  revalidateOnFocus: false,
  revalidateOnReconnect: false,
  shouldRetryOnError: false,
} satisfies SWRConfiguration;

interface QueryOptions<T> {
  /** Data that the server rendered: nothing is requested until `retry`. */
  initial?: T;
  /** Uses cached data without requesting it again. */
  reuse?: boolean;
  /** Returns the previous path's data until the new path's data is loaded. */
  keep?: boolean;
}

export interface Query<T> {
  /** Undefined until the data is loaded. */
  data: T | undefined;
  /** The problem code of the last request; undefined while another request is running. */
  failed: string | undefined;
  busy: boolean;
  retry: () => void;
  /** Shows the user's own change at once, then requests the data again. */
  setData: (next: (now: T) => T) => void;
}

/**
 * The response to a GET of our own API, shared by all components that use the same path within a QueryCache.
 * @param path undefined: nothing is requested.
 */
export function useQuery<T>(path: string | undefined, { initial, reuse, keep }: QueryOptions<T> = {}): Query<T> {
  const { data, error, isValidating, mutate } = useSWR<T, ApiFailure>(path, fetchQuery<T>, {
    ...CONFIG,
    fallbackData: initial,
    revalidateIfStale: initial === undefined && !reuse,
    keepPreviousData: keep,
  });
  /** `failed` shows the error, so a rejection of `mutate` is ignored. */
  const ignore = () => {};
  return {
    data,
    failed: isValidating ? undefined : error?.code,
    busy: isValidating,
    retry: () => void mutate().catch(ignore),
    setData: (next) => {
      const change = (now: T | undefined) => {
        const shown = now ?? initial;
        return shown && next(shown);
      };
      mutate(change).catch(ignore);
    },
  };
}

/** @throws ApiFailure */
async function fetchQuery<T>(path: string): Promise<T> {
  const answer = await callApi<T>(path);
  if (answer.ok) return answer.data;
  throw answer;
}
