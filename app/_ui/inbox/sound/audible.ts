/** Which changes of the user's own rooms play a sound. Pure. */

import { attentionIn, mayRing } from "@/app/_ui/inbox/attention";
import { type LiveRoom, mentionBy } from "@/lib/client/room-list";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import type { User } from "@/lib/protocol/room";

/** Whether an update plays a sound: only for messages newer than the loaded list, and only once for each message. */
export function isAudible(
  update: InboxUpdate,
  lastHeads: ReadonlyMap<string, number>,
  rooms: readonly LiveRoom[],
  me: User,
): boolean {
  const room = rooms.find(({ id }) => id === update.roomId);
  if (!room) return false;
  const known = Math.max(lastHeads.get(update.roomId) ?? 0, room.counted.asked.headSeq, room.mine?.lastReadSeq ?? 0);
  const isNew = (message: { seq: number; author: string; mentions: readonly string[]; to?: readonly string[] }) =>
    message.seq > known && mayRing(room.mine?.notify, message, me);
  // An edit plays a sound only if it certainly mentions the user for the first time.
  const edits = (update.edited ?? []).filter((edit) => mentionBy(edit, room.counted, me) === "new");
  return update.messages.some(isNew) || edits.some(({ at, to }) => isNew({ seq: at, author: "", mentions: [], to }));
}

/**
 * Whether an answer of the API plays a sound, since it raised the room's count by a message that no update had: the room was not
 * watched yet, or not listed. The answer does not say which messages are new, but when the last one was sent.
 * @param before the room as it was last listed; undefined if never
 * @param since epoch ms; older messages are silent
 */
export function isRaisedByAnswer(before: LiveRoom | undefined, after: LiveRoom, since: number, me: User): boolean {
  const { mine, lastMessage } = after;
  if (!mine || !lastMessage || lastMessage.author === me.username) return false;
  // A message that an update has is left to the update.
  if (before && after.counted.asked.headSeq <= before.counted.asked.headSeq) return false;
  if (lastMessage.sentAt <= Math.max(since, before?.lastMessage?.sentAt ?? 0)) return false;
  // By today's setting: a change of the setting is no new message.
  const earlier = before?.mine && { ...before, mine: { ...before.mine, notify: mine.notify } };
  return attentionIn([after]) > (earlier ? attentionIn([earlier]) : 0);
}
