import type { PendingMessage } from "@/lib/client/room-client-state";
import type { ShownMessage } from "@/lib/client/shown-messages";
import type { Message, User } from "@/lib/protocol/room";
import { dayOf } from "@/lib/shared/calendar";

export type Line = ShownMessage | PendingMessage;

/** Consecutive messages by one author within five minutes of the clock, from :00, :05 and so on. */
export interface Group {
  kind: "group";
  key: string;
  author: User;
  mine: boolean;
  /** Time of the group's first message (epoch ms). */
  at: number;
  lines: readonly Line[];
}

export interface Day {
  kind: "day";
  key: string;
  /** Any time in that day (epoch ms). */
  at: number;
}

export interface SystemMessageItem {
  kind: "notice";
  key: string;
  message: Message;
}

/** The unread marker. */
export interface New {
  kind: "new";
  key: "new";
}

export function isPending(line: Line): line is PendingMessage {
  return "state" in line;
}

const timeOf = (line: Line) => (isPending(line) ? line.at : line.sentAt);
/** A span of the clock, and not a distance from the first message: loading an older message must not split a group. */
const spanOf = (at: number) => Math.floor(at / 300_000);

/**
 * A room's messages as items of the log: a line for each day, the unread marker, groups, and system messages. Pending messages come
 * last, whatever time they have, since the room has not given them a seq yet.
 * @param newFrom seq of the message below the unread marker.
 * @param names the keys of the groups that were shown last: the clientId of one message each. The caller passes the same set each time, so
 * that a group keeps its key when messages are added at either end. It then has the keys of these groups.
 */
export function timeline(
  messages: readonly Message[],
  pending: readonly PendingMessage[],
  you: User,
  zone: string,
  newFrom?: number,
  names = new Set<string>(),
): (Group | Day | SystemMessageItem | New)[] {
  const items: (Group | Day | SystemMessageItem | New)[] = [];
  let day: string | undefined;
  let group: { author: User; span: number; lines: Line[] } | undefined;
  for (const line of [...messages, ...pending]) {
    const at = timeOf(line);
    const author = isPending(line) ? you : line.author;
    const lineDay = dayOf(at, zone);
    if (lineDay !== day) {
      items.push({ kind: "day", key: `${lineDay} ${line.clientId}`, at });
      day = lineDay;
      group = undefined;
    }
    if (newFrom !== undefined && !isPending(line) && line.seq === newFrom) {
      items.push({ kind: "new", key: "new" });
      group = undefined;
    }
    if (!isPending(line) && line.notice) {
      items.push({ kind: "notice", key: line.clientId, message: line });
      group = undefined;
      continue;
    }
    if (group && group.author.id === author.id && group.span === spanOf(at)) {
      group.lines.push(line);
      continue;
    }
    group = { author, span: spanOf(at), lines: [line] };
    items.push({ kind: "group", key: line.clientId, author, mine: author.id === you.id, at, lines: group.lines });
  }
  for (const item of items) {
    if (item.kind !== "group") continue;
    item.key = item.lines.find(({ clientId }) => names.has(clientId))?.clientId ?? item.key;
  }
  names.clear();
  for (const item of items) if (item.kind === "group") names.add(item.key);
  return items;
}

/** Whether two groups render the same. */
export function sameGroup(a: Group, b: Group): boolean {
  return a.key === b.key && a.lines.length === b.lines.length && a.lines.every((line, i) => line === b.lines[i]);
}
