import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { serverClock } from "@/lib/client/connection/server-clock";
import type { LiveRoom } from "@/lib/client/room-list";
import { countUnseen, withAnswer, withUnseen } from "@/lib/client/unseen-updates";
import type { RoomsAnswer } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { wasShown } from "./shown";

/** The archive needs a moment, and several updates share one request. */
const ASK_AFTER_MS = 3_000;

/** Keeps the unseen notifications and their count up to date. What the inbox's updates do not tell is requested from the API. */
export function useLiveUnseen(rooms: readonly LiveRoom[]): void {
  const { hub, me } = useInboxHub();
  const { unseen } = hub;
  const entries = useSyncExternalStore(unseen.subscribe, () => unseen.entries);
  useEffect(() => {
    const count = countUnseen(entries, rooms);
    if (count !== unseen.count) unseen.set(entries, count);
  }, [unseen, entries, rooms]);
  useEffect(() => {
    unseen.answered = (answer, askedAt) => change(withAnswer(unseen.entries, answer, askedAt));
  }, [unseen]);

  const change = useEffectEvent((next: readonly Parameters<typeof unseen.set>[0][number][]) =>
    unseen.set(next, countUnseen(next, rooms)),
  );
  /** Returns whether only the API knows what has changed. */
  const news = useEffectEvent((updates: readonly InboxUpdate[]) => {
    let isUnsure = false;
    for (const update of updates) {
      const room = rooms.find(({ id }) => id === update.roomId);
      if (!room) continue;
      const after = withUnseen(unseen.entries, update, { room, me, now: serverClock.now(), wasShown });
      if (after.entries !== unseen.entries) change(after.entries);
      isUnsure ||= after.isUnsure;
    }
    return isUnsure;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function ask() {
      timer = undefined;
      const askedAt = serverClock.now();
      const answer = await callApi<RoomsAnswer>("/api/rooms?scope=mine&limit=1");
      if (answer.ok && answer.data.unseen) unseen.answered(answer.data.unseen, askedAt);
    }
    const end = hub.listen({
      news(updates) {
        if (news(updates)) timer ??= setTimeout(() => void ask(), ASK_AFTER_MS);
      },
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [hub, unseen]);
}
