/** The updates that a room sends to inboxes. */

import { excerptOf } from "@/lib/events/excerpt";
import { textOf } from "@/lib/events/files";
import { mentionsIn } from "@/lib/events/mentions";
import { REACTED_MAX, type RoomUpdate } from "@/lib/protocol/inbox";
import type { Event, Message } from "@/lib/protocol/room";
import { changesOf } from "@/lib/protocol/system-messages";
import type { RoomState } from "@/party/room/room-state";
import type { ArchivedMentions } from "./archived-mentions";
import type { Authors } from "./authors";

/** An update lists at most this many messages. If there are more, the page queries the API instead. */
const MESSAGES_MAX = 100;

type Digest = Omit<RoomUpdate, "online" | "lastReadSeq">;

/** The current state, without the events that led to it. */
export function currentDigest({ log: { head } }: RoomState): Digest {
  return { since: head, head, messages: [], deleted: [] };
}

/** The changes after `since`, or only the current state if they cannot be listed message by message. */
export async function digestSince(since: number, state: RoomState): Promise<Digest> {
  const { log } = state;
  if (since >= log.head || since + 1 < log.tailStart) return currentDigest(state);
  const events = log.from(since + 1).map(({ event }) => event);
  const changesOld = events.some(({ kind }) => kind === "edit" || kind === "delete");
  // Only the window knows which message is now the newest. Without it the page queries the API.
  if (changesOld && !(await isLoaded(state))) return currentDigest(state);
  const shown = changesOld ? state.window.messages : events.filter(isMessage);
  const digest = digestOf(events, since, shown, state);
  return digest ?? currentDigest(state);
}

function digestOf(
  events: readonly Event[],
  since: number,
  shown: readonly Message[],
  { mentioned, authors }: RoomState,
): Digest | undefined {
  const head = events.at(-1)?.seq ?? since;
  const deleted = events.flatMap((event) => (event.kind === "delete" ? [event.target] : []));
  const messages = events.filter((event) => isMessage(event) && !event.notice && !deleted.includes(event.seq));
  const newest = shown.findLast(({ notice, deletedAt }) => !notice && deletedAt === undefined);
  const isChanged = events.some((event) => isMessage(event) && changesOf(event.notice?.what ?? "") === "room");
  const edited = events.flatMap((event) => toEditUpdate(event, mentioned));
  const unarchivedEdit = events.findLast(({ kind, seq }) => kind === "edit" && !mentioned.by(seq))?.seq;
  const reacted = reactionsIn(events, authors);
  const isTooMuch = [messages, deleted, edited].some(({ length }) => length > MESSAGES_MAX);
  if (isChanged || isTooMuch || (deleted.length > 0 && !newest)) return undefined;
  return {
    since,
    head,
    ...(newest && { last: preview(newest) }),
    messages: messages.filter(isMessage).map((message) => toMessageUpdate(message, mentioned, authors)),
    deleted,
    ...(reacted.length > 0 && { reacted }),
    ...(edited.length > 0 && { edited }),
    ...(unarchivedEdit !== undefined && { unarchivedEdit }),
  };
}

const isMessage = (event: Event): event is Extract<Event, { kind: "message" }> => event.kind === "message";

async function isLoaded(state: RoomState): Promise<boolean> {
  return state.loadWindow().then(
    () => true,
    () => false,
  );
}

function preview({ author, body, sentAt }: Message): NonNullable<RoomUpdate["last"]> {
  return { author: author.username, body: excerptOf(body), sentAt };
}

function toMessageUpdate(message: Extract<Event, { kind: "message" }>, mentioned: ArchivedMentions, authors: Authors) {
  const { seq, author, replyTo } = message;
  const to = mentioned.by(seq);
  const repliesTo = replyTo === undefined ? undefined : authors.of(replyTo);
  return {
    ...{ seq, author: author.id, mentions: mentionsIn(textOf(message)) },
    ...(to && { to: [...to] }),
    ...(repliesTo !== undefined && repliesTo !== author.id && { repliesTo }),
  };
}

/** The newest reaction of each user with each emoji, to messages of others whose authors are known. */
function reactionsIn(events: readonly Event[], authors: Authors): NonNullable<RoomUpdate["reacted"]> {
  const newest = new Map<string, NonNullable<RoomUpdate["reacted"]>[number]>();
  for (const event of events) {
    if (event.kind !== "reaction") continue;
    const { target: seq, seq: at, by, emoji, on } = event;
    const to = authors.of(seq);
    if (to === undefined || to === by) continue;
    const key = `${seq} ${by} ${emoji}`;
    newest.delete(key);
    newest.set(key, { seq, at, to, by, on });
  }
  return [...newest.values()].slice(-REACTED_MAX);
}

/** An edit with known mentions. */
function toEditUpdate(event: Event, mentioned: ArchivedMentions): NonNullable<RoomUpdate["edited"]> {
  const to = event.kind === "edit" ? mentioned.by(event.seq) : undefined;
  return to && event.kind === "edit" ? [{ seq: event.target, at: event.seq, to: [...to], by: event.by }] : [];
}
