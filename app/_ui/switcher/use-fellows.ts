import { useQuery } from "@/app/_ui/api/use-query";
import { useSettled } from "@/app/_ui/hooks/use-settled";
import type { PeopleAnswer } from "@/lib/protocol/http/members";
import { USERNAME_MAX_CHARS } from "@/lib/text/names";

/** People are searched once typing has paused for this long. */
const PAUSE_MS = 200;

/** The people with whom the user shares a room, by the typed text. `failed`: only rooms can be offered. */
export function useFellows(typed: string) {
  const query = useSettled(typed, PAUSE_MS) ?? "";
  const isName = query !== "" && query.length <= USERNAME_MAX_CHARS;
  const path = isName ? `/api/people?${new URLSearchParams({ query })}` : undefined;
  const { data, busy, failed } = useQuery<PeopleAnswer>(path, { reuse: true, keep: true });
  return {
    people: isName && typed !== "" ? (data?.users ?? []) : [],
    busy: busy || (typed !== query && typed !== ""),
    failed: failed !== undefined,
  };
}
