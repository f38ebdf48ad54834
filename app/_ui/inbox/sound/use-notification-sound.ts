import { useEffect, useEffectEvent, useRef } from "react";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { isPageAttended } from "@/app/_ui/inbox/is-page-attended";
import { serverClock } from "@/lib/client/connection/server-clock";
import type { LiveRoom } from "@/lib/client/room-list";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { isAudible, isRaisedByAnswer } from "./audible";
import type { Place } from "./play-sound";
import { allowSound } from "./sound";

/** The API tells of a message within this time, unless the device was asleep or the page hidden for long: that is a break too. */
const ANSWERED_WITHIN_MS = 60_000;

/** Loaded at the first press of a key or pointer: before that, browsers allow no sound. */
const player = () => import("./play-sound").catch(() => undefined);

function allow(): void {
  allowSound();
  void player();
}

/**
 * Plays a sound for new messages in these rooms, except in the room that the user is looking at. Messages that were sent before
 * the page connected, or during a break of the connection, are silent.
 */
export function useNotificationSound(rooms: readonly LiveRoom[]): void {
  const { hub, me } = useInboxHub();
  const lastHeads = useRef(new Map<string, number>());
  /** Each room as it was last listed, also if it is not listed any more. */
  const lastListed = useRef(new Map<string, LiveRoom>());

  useEffect(() => {
    const events = ["pointerdown", "keydown"] as const;
    for (const name of events) window.addEventListener(name, allow, { once: true });
    return () => {
      for (const name of events) window.removeEventListener(name, allow);
    };
  }, []);

  const play = useEffectEvent((places: readonly Place[]) => {
    const elsewhere = places.filter(({ roomId }) => roomId !== hub.openRoom || !isPageAttended());
    if (elsewhere.length > 0) void player().then((code) => code?.playFor(elsewhere));
  });

  const receive = useEffectEvent((updates: readonly InboxUpdate[]) => {
    const loud = updates.filter((update) => isAudible(update, lastHeads.current, rooms, me));
    for (const { roomId, head } of updates) lastHeads.current.set(roomId, head);
    play(loud);
  });
  useEffect(() => hub.listen({ news: (updates) => receive(updates) }), [hub]);

  useEffect(() => {
    const since = Math.max(hub.liveSince, serverClock.now() - ANSWERED_WITHIN_MS);
    const raised = rooms.filter((room) => isRaisedByAnswer(lastListed.current.get(room.id), room, since, me));
    for (const room of rooms) lastListed.current.set(room.id, room);
    play(raised.map(({ id, headSeq }) => ({ roomId: id, head: headSeq })));
  }, [hub, rooms, me]);
}
