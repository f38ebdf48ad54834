import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { serverClock } from "@/lib/client/connection/server-clock";
import type { LiveRoom } from "@/lib/client/room-list";
import { type AfterUpdate, countUnseen, withAnswer, withUnseen } from "@/lib/client/unseen-updates";
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

  const after = useEffectEvent((update: InboxUpdate): AfterUpdate => {
    const room = rooms.find(({ id }) => id === update.roomId);
    if (!room) return { entries: unseen.entries, isUnsure: false };
    return withUnseen(unseen.entries, update, { room, me, now: serverClock.now(), wasShown });
  });
  const count = useEffectEvent((next: AfterUpdate["entries"]) => countUnseen(next, rooms));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function ask() {
      timer = undefined;
      const answer = await callApi<RoomsAnswer>("/api/rooms?scope=mine&limit=1");
      if (answer.ok) unseen.answered(answer.data);
    }
    function change(next: AfterUpdate) {
      if (next.entries !== unseen.entries) unseen.set(next.entries, count(next.entries));
      if (next.isUnsure) timer ??= setTimeout(() => void ask(), ASK_AFTER_MS);
    }
    unseen.answered = ({ unseen: answer, ...more }) => {
      if (answer) change(withAnswer(unseen.entries, { ...more, unseen: answer }, serverClock.now()));
    };
    const end = hub.listen({
      news: (updates) => {
        for (const update of updates) change(after(update));
      },
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [hub, unseen]);
}
