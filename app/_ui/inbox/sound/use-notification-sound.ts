import { useEffect, useEffectEvent, useRef } from "react";
import { mayRing } from "@/app/_ui/inbox/attention";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { isPageAttended } from "@/app/_ui/inbox/is-page-attended";
import { type LiveRoom, mayKeepReadMention } from "@/lib/client/room-list";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { unattended } from "./attended-room";
import { allowSound, canPlaySound, playSound } from "./sound";

/** Another tab that gets the same message within this time plays no sound. */
const ONCE_MS = 2_000;

/** Plays a sound for new messages in these rooms, except in the room that the user is looking at. */
export function useNotificationSound(rooms: readonly LiveRoom[]): void {
  const { hub, me } = useInboxHub();
  const lastHeads = useRef(new Map<string, number>());

  useEffect(() => {
    const events = ["pointerdown", "keydown"] as const;
    for (const name of events) window.addEventListener(name, allowSound, { once: true });
    return () => {
      for (const name of events) window.removeEventListener(name, allowSound);
    };
  }, []);

  const receive = useEffectEvent((updates: readonly InboxUpdate[]) => {
    const loud = updates.filter((update) => isAudible(update, lastHeads.current, rooms, me));
    for (const { roomId, head } of updates) lastHeads.current.set(roomId, head);
    const elsewhere = loud.filter(({ roomId }) => roomId !== hub.openRoom || !isPageAttended());
    void playFor(elsewhere);
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
  const { mentioned } = room.counted;
  const edits = (update.edited ?? []).filter(
    (edit) => edit.to.includes(me.id) && !has(mentioned, edit) && !mayKeepReadMention(edit, room.counted, me),
  );
  return update.messages.some(isNew) || edits.some(({ at, to }) => isNew({ seq: at, author: "", mentions: [], to }));
}

const has = (mentioned: readonly { seq: number }[], { seq }: { seq: number }) =>
  mentioned.some((each) => each.seq === seq);

/** Plays one sound, unless the user is looking at these rooms in other tabs. */
async function playFor(updates: readonly InboxUpdate[]): Promise<void> {
  // A tab that cannot play must not take the lock of `playOnce`.
  if (!canPlaySound()) return;
  const elsewhere = await unattended(updates);
  if (elsewhere.length > 0) playOnce(elsewhere.map(({ roomId, head }) => `${roomId}:${head}`).join());
}

/** Only the first tab of this browser plays the sound. */
function playOnce(what: string): void {
  if (!navigator.locks) return playSound();
  void navigator.locks.request(`sound:${what}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    playSound();
    await new Promise((resolve) => setTimeout(resolve, ONCE_MS));
  });
}
