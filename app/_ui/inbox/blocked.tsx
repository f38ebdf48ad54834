"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { type Blocked, blockedOf, NOBODY_BLOCKED } from "@/lib/client/blocked";
import type { BlocksAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";
import { useInboxHub } from "./inbox-provider";

const BlockedContext = createContext<Blocked>(NOBODY_BLOCKED);
/** Applies the user's own change before the API is asked again. */
const SetBlockedContext = createContext<(change: (users: readonly User[]) => readonly User[]) => void>(() => {});

/** People whom the user has blocked, for all screens within; requested again with each `refresh` of the inbox. */
export function BlockedProvider({ initial, children }: { initial: readonly User[]; children: ReactNode }) {
  const { hub } = useInboxHub();
  const [users, setUsers] = useState(initial);
  const blocked = useMemo(() => blockedOf(users), [users]);
  const asking = useRef<AbortController>(undefined);
  const ask = useCallback(async () => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    const answer = await callApi<BlocksAnswer>("/api/blocks", { signal: abort.signal }).catch(() => undefined);
    if (answer?.ok && !abort.signal.aborted)
      setUsers((now) => (isSame(now, answer.data.blocked) ? now : answer.data.blocked));
  }, []);
  useEffect(() => {
    hub.blocked = blocked;
  }, [hub, blocked]);
  useEffect(() => hub.listen({ refresh: ask }), [hub, ask]);
  useEffect(() => () => asking.current?.abort(), []);
  return (
    <SetBlockedContext value={setUsers}>
      <BlockedContext value={blocked}>{children}</BlockedContext>
    </SetBlockedContext>
  );
}

function isSame(some: readonly User[], others: readonly User[]): boolean {
  return some.length === others.length && some.every(({ id }, i) => id === others[i]?.id);
}

export function useBlocked(): Blocked {
  return useContext(BlockedContext);
}

/** Records that somebody was blocked or unblocked, and has all lists ask again. */
export function useNoteBlocked(): (user: User, isBlocked: boolean) => void {
  const { hub } = useInboxHub();
  const setUsers = useContext(SetBlockedContext);
  return useCallback(
    (user, isBlocked) => {
      setUsers((now) => [...(isBlocked ? [user] : []), ...now.filter(({ id }) => id !== user.id)]);
      hub.refresh();
    },
    [hub, setUsers],
  );
}
