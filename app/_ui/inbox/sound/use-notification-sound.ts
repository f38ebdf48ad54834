import { useEffect, useEffectEvent, useRef } from "react";
import { mayRing } from "@/app/_ui/inbox/attention";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { isPageAttended } from "@/app/_ui/inbox/is-page-attended";
import { type LiveRoom, mentionBy } from "@/lib/client/room-list";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { allowSound } from "./sound";

/** Loaded at the first press of a key or pointer: before that, browsers allow no sound. */
const player = () => import("./play-sound").catch(() => undefined);

function allow(): void {
  allowSound();
  void player();
}

/** Plays a sound for new messages in these rooms, except in the room that the user is looking at. */
export function useNotificationSound(rooms: readonly LiveRoom[]): void {
  const { hub, me } = useInboxHub();
  const lastHeads = useRef(new Map<string, number>());

  useEffect(() => {
    const events = ["pointerdown", "keydown"] as const;
    for (const name of events) window.addEventListener(name, allow, { once: true });
    return () => {
      for (const name of events) window.removeEventListener(name, allow);
    };
  }, []);

  const receive = useEffectEvent((updates: readonly InboxUpdate[]) => {
    const loud = updates.filter((update) => isAudible(update, lastHeads.current, rooms, me));
    for (const { roomId, head } of updates) lastHeads.current.set(roomId, head);
    const elsewhere = loud.filter(({ roomId }) => roomId !== hub.openRoom || !isPageAttended());
    if (elsewhere.length > 0) void player().then((code) => code?.playFor(elsewhere));
  });
  useEffect(() => hub.listen({ news: (updates) => receive(updates) }), [hub]);
}

/** Whether an update plays a sound: only for messages newer than the loaded list, and only once for each message. */
function isAudible(
  update: InboxUpdate,
  lastHeads: Map<string, number>,
  rooms: readonly LiveRoom[],
  me: { id: string; username: string },
) {
  const room = rooms.find(({ id }) => id === update.roomId);
  if (!room) return false;
  const known = Math.max(lastHeads.get(update.roomId) ?? 0, room.counted.asked.headSeq, room.mine?.lastReadSeq ?? 0);
  const isNew = (message: { seq: number; author: string; mentions: readonly string[]; to?: readonly string[] }) =>
    message.seq > known && mayRing(room.mine?.notify, message, me);
  // An edit plays a sound only if it certainly mentions the user for the first time.
  const edits = (update.edited ?? []).filter((edit) => mentionBy(edit, room.counted, me) === "new");
  return update.messages.some(isNew) || edits.some(({ at, to }) => isNew({ seq: at, author: "", mentions: [], to }));
}
