import { useCallback, useEffect, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { Member, MembersAnswer } from "@/lib/protocol/http/members";

export interface Members {
  /** Undefined until they are known. */
  members?: readonly Member[];
  nextCursor?: string;
  busy: boolean;
  /** Why the last call failed. */
  failed?: string;
}

/**
 * A room's members whose name has `query` in it, page by page; asked for anew when `version` changes. While nobody looks
 * (`wanted` is false) nothing is asked.
 */
export function useMembers(roomId: string, query: string, version: number, wanted: boolean) {
  const [state, setState] = useState<Members>({ busy: true });
  const asking = useRef<AbortController>(undefined);

  const ask = useCallback(
    async (cursor?: string) => {
      asking.current?.abort();
      const abort = new AbortController();
      asking.current = abort;
      const { signal } = abort;
      setState((now) => ({ ...now, busy: true, failed: undefined }));
      const path = `/api/rooms/${roomId}/members?${new URLSearchParams({ query, ...(cursor && { cursor }) })}`;
      const answer = await callApi<MembersAnswer>(path, { signal }).catch(() => undefined);
      if (!answer || signal.aborted) return;
      if (!answer.ok) return setState((now) => ({ ...now, busy: false, failed: answer.code }));
      const { members, nextCursor } = answer.data;
      setState((now) => ({ busy: false, nextCursor, members: cursor ? joined(now.members, members) : members }));
    },
    [roomId, query],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a reason to ask again.
  useEffect(() => {
    if (wanted) void ask();
    return () => asking.current?.abort();
  }, [ask, wanted, version]);

  return { ...state, more: () => ask(state.nextCursor), retry: () => ask() };
}

/** Who moved to a later page meanwhile is not shown twice. */
function joined(shown: readonly Member[] = [], more: readonly Member[]): Member[] {
  const known = new Set(shown.map(({ user }) => user.id));
  return [...shown, ...more.filter(({ user }) => !known.has(user.id))];
}
