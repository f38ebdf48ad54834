import { useCallback, useEffect, useMemo } from "react";
import type { History } from "@/app/_ui/room/log/use-history";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { keptPlace } from "./history-entry";
import { showsLog } from "./open-log";
import { scrollToEnd } from "./show-line";
import { useEntries } from "./use-entries";
import { type Seeking, useSeek } from "./use-seek";

export interface GoTo {
  seeking: Seeking | undefined;
  /** Whether the target of a jump is not shown yet. */
  isSeeking: boolean;
  /** Goes to a message, as a step in the browser's history. */
  go: (seq: number) => void;
  /** Goes to the newest messages, as a step unless they are shown already. */
  goToPresent: () => void;
  retry: () => void;
  /** Stops the search, or dismisses its result. */
  cancel: () => void;
  /** Call when the log has scrolled. */
  scrolled: () => void;
}

/**
 * Goes to a message of the log: loads the messages around it, scrolls to it and focuses it. The browser's address and history follow,
 * so that a link leads to its message, and Back and Forward to where the user was.
 */
export function useGoTo(roomId: string, client: RoomClient, state: RoomClientState, history: History): GoTo {
  const { seeking, seek, cancel, retry } = useSeek(client, state, history);
  const isSeeking = seeking?.phase === "loading" || seeking?.phase === "found";
  const showPresent = useCallback(() => {
    cancel();
    client.showPresent();
    scrollToEnd();
  }, [client, cancel]);
  const entries = useEntries(client, isSeeking, (seq) => {
    const target = keptPlace() ?? (seq === undefined ? undefined : { seq });
    if (target) seek(target);
    else showPresent();
  });
  const go = useCallback(
    (seq: number) => {
      entries.leaveFor(seq);
      seek({ seq });
    },
    [entries, seek],
  );
  const goToPresent = useCallback(() => {
    entries.leaveForPresent();
    showPresent();
  }, [entries, showPresent]);
  useEffect(() => showsLog({ roomId, go }), [roomId, go]);
  const { scrolled } = entries;
  const stop = useCallback(() => {
    cancel();
    // The entry keeps the place where the user stays.
    scrolled();
  }, [cancel, scrolled]);
  return useMemo(
    () => ({ seeking, isSeeking, go, goToPresent, retry, cancel: stop, scrolled }),
    [seeking, isSeeking, go, goToPresent, retry, stop, scrolled],
  );
}
