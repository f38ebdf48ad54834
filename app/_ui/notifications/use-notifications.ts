import { useEffect, useEffectEvent, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { type PagedList, usePagedList } from "@/app/_ui/api/use-paged-list";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { findIn } from "@/lib/client/unseen-updates";
import type { Notification, NotificationsAnswer, Unseen } from "@/lib/protocol/http/notifications";
import { noteShown } from "./shown";

interface Notifications extends PagedList<Notification> {
  /** Marks everything as seen, also what is not loaded. */
  markAll: () => Promise<void>;
}

/** The place of an entry among the unseen ones. An invite has no message. */
export function placeOf(each: Notification): Omit<Unseen, "event"> {
  return { roomId: each.room.id, seq: "seq" in each ? each.seq : 0 };
}

/** The user's notifications, page by page. Each page is marked as seen once it is shown; on this page the entries keep their marks. */
export function useNotifications(): Notifications {
  const { unseen } = useInboxHub().hub;
  const list = usePagedList("/api/notifications", ({ notifications }: NotificationsAnswer) => notifications);
  const { items } = list;
  const marked = useRef(new Set<Notification>());

  /** The entries are no longer counted on this page; other pages and devices learn it from the inbox. */
  async function mark(range: { from?: number; until: number }, isMarked: (each: Unseen) => boolean) {
    const { ok } = await callApi("/api/notifications/seen", { method: "POST", body: range });
    if (!ok) return;
    unseen.set(unseen.entries.filter((each) => !isMarked(each)));
  }
  const markShown = useEffectEvent((shown: readonly Notification[]) => {
    const fresh = shown.filter((each) => each.unseen && !marked.current.has(each));
    if (fresh.length === 0) return;
    for (const each of fresh) marked.current.add(each);
    const times = fresh.map(({ at }) => at);
    const places = fresh.map(placeOf);
    for (const place of places) noteShown(place);
    void mark({ from: Math.min(...times), until: Math.max(...times) }, (each) => findIn(places, each) !== undefined);
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
export function useOthers(items: readonly Notification[] | undefined, entries: readonly Unseen[]) {
  // The entries of the moment in which the list, or another page of it, was loaded.
  const [before, setBefore] = useState<{ items: typeof items; entries: readonly Unseen[] }>({ items, entries });
  if (before.items !== items) setBefore({ items, entries });
  const places = items?.map(placeOf) ?? [];
  const isKnown = (each: Unseen) => findIn(before.entries, each) !== undefined;
  return {
    // Also a new reaction to a message that is in the list.
    hasNewer: entries.some((each) => !isKnown(each)),
    hasOlder: entries.some((each) => isKnown(each) && !findIn(places, each)),
  };
}
