"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useEffectEvent, useMemo } from "react";
import { useQuery } from "@/app/_ui/api/use-query";
import { type Blocked, blockedOf, NOBODY_BLOCKED } from "@/lib/client/blocked";
import type { BlocksAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";
import { useInboxHub } from "./inbox-provider";

type Change = (users: readonly User[]) => readonly User[];

const BlockedContext = createContext<Blocked>(NOBODY_BLOCKED);
/** Applies the user's own change at once, before the API has answered. */
const ChangeBlockedContext = createContext<(change: Change) => void>(() => {});

/** Gives all screens within the people whom the user has blocked. They are requested again on each `refresh` of the inbox. */
export function BlockedProvider({ initial, children }: { initial: readonly User[]; children: ReactNode }) {
  const { hub } = useInboxHub();
  const rendered = useMemo(() => ({ blocked: [...initial] }), [initial]);
  const { data = rendered, retry, setData } = useQuery<BlocksAnswer>("/api/blocks", { initial: rendered });
  const blocked = useMemo(() => blockedOf(data.blocked), [data]);
  const refresh = useEffectEvent(retry);
  useEffect(() => {
    hub.blocked = blocked;
  }, [hub, blocked]);
  useEffect(() => hub.listen({ refresh: () => refresh() }), [hub]);
  return (
    <ChangeBlockedContext value={(change) => setData((now) => ({ blocked: [...change(now.blocked)] }))}>
      <BlockedContext value={blocked}>{children}</BlockedContext>
    </ChangeBlockedContext>
  );
}

export function useBlocked(): Blocked {
  return useContext(BlockedContext);
}

/** Records that the user has blocked or unblocked somebody, and requests all lists again. */
export function useNoteBlocked(): (user: User, isBlocked: boolean) => void {
  const { hub } = useInboxHub();
  const change = useContext(ChangeBlockedContext);
  return useCallback(
    (user, isBlocked) => {
      change((now) => [...(isBlocked ? [user] : []), ...now.filter(({ id }) => id !== user.id)]);
      hub.refresh();
    },
    [hub, change],
  );
}
