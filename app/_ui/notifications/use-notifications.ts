import { useEffect, useEffectEvent, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { type PagedList, usePagedList } from "@/app/_ui/api/use-paged-list";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { serverClock } from "@/lib/client/connection/server-clock";
import { hasWithEvent, isTooNewFor, type UnseenEntry } from "@/lib/client/unseen-updates";
import type { Notification, NotificationsAnswer, SeenBody } from "@/lib/protocol/http/notifications";
import { noteShown } from "./shown";

interface Notifications extends PagedList<Notification> {
  /** Marks everything as seen, also what is not loaded. */
  markAll: () => Promise<void>;
}

/** An entry of the list as one of the unseen ones. An invite has no message and no event. */
export function listedOf(each: Notification): { roomId: string; seq: number; event: number } {
  const roomId = each.room.id;
  return each.kind === "invite" ? { roomId, seq: 0, event: 0 } : { roomId, seq: each.seq, event: each.event };
}

/** The user's notifications, page by page. Each page is marked as seen once it is shown; on this page the entries keep their marks. */
export function useNotifications(): Notifications {
  const { unseen } = useInboxHub().hub;
  const list = usePagedList(
    "/api/notifications",
    ({ notifications }: NotificationsAnswer) => notifications,
    (loaded) => {
      const listed = loaded.map(listedOf);
      return !unseen.entries.some((each) => isTooNewFor(listed, each, serverClock.now()));
    },
  );
  const { items } = list;
  const marked = useRef(new Set<Notification>());

  /** The entries are no longer counted on this page; other pages and devices learn it from the inbox. */
  async function mark(body: SeenBody, isMarked: (each: UnseenEntry) => boolean) {
    const { ok } = await callApi("/api/notifications/seen", { method: "POST", body });
    if (!ok) return;
    unseen.set(unseen.entries.filter((each) => !isMarked(each)));
  }
  const markShown = useEffectEvent((shown: readonly Notification[]) => {
    const fresh = shown.filter((each) => each.unseen && !marked.current.has(each));
    if (fresh.length === 0) return;
    for (const each of fresh) marked.current.add(each);
    const listed = fresh.map(listedOf);
    for (const each of listed) noteShown(each);
    const places = fresh.map((each) => ({ roomId: each.room.id, seq: listedOf(each).seq, at: each.at }));
    void mark({ shown: places }, (each) => hasWithEvent(listed, each));
  });
  useEffect(() => {
    if (items) markShown(items);
  }, [items]);

  return {
    ...list,
    async markAll() {
      const newest = items?.[0];
      if (newest) await mark({ until: newest.at }, () => true);
    },
  };
}

/** Whether there are entries that came after the list was loaded, and older ones that are unseen and not shown. */
export function useOthers({ items = [], version }: PagedList<Notification>, entries: readonly UnseenEntry[]) {
  const listed = items.map(listedOf);
  /** Those of the moment in which the list was loaded, unless the archive did not have them yet. */
  const olderNow = () => entries.filter((each) => !isTooNewFor(listed, each, serverClock.now()));
  const [before, setBefore] = useState(() => ({ version, older: olderNow() }));
  if (before.version !== version) setBefore({ version, older: olderNow() });
  const others = entries.filter((each) => !hasWithEvent(listed, each));
  return {
    // Also a new reaction to a message that is in the list.
    hasNewer: others.some((each) => !hasWithEvent(before.older, each)),
    hasOlder: others.some((each) => hasWithEvent(before.older, each)),
  };
}
