import { dayOf } from "@/lib/client/calendar";
import type { PendingMessage } from "@/lib/client/room-client-state";
import type { ShownMessage } from "@/lib/client/shown-messages";
import type { Message, User } from "@/lib/protocol/room";

export type Line = ShownMessage | PendingMessage;

/** What one person said within one minute. */
export interface Group {
  kind: "group";
  key: string;
  author: User;
  mine: boolean;
  /** Epoch milliseconds of its first line. */
  at: number;
  lines: readonly Line[];
}

export interface Day {
  kind: "day";
  key: string;
  /** Epoch milliseconds of a moment in that day. */
  at: number;
}

/** A line about the room itself. */
export interface SystemMessageItem {
  kind: "notice";
  key: string;
  message: Message;
}

/** Before what the reader had not read when they came in. */
export interface New {
  kind: "new";
  key: "new";
}

export function isPending(line: Line): line is PendingMessage {
  return "state" in line;
}

const timeOf = (line: Line) => (isPending(line) ? line.at : line.sentAt);
const minuteOf = (at: number) => Math.floor(at / 60_000);

/**
 * A room's lines as they are shown: a line for each day, the lines of one author in one minute together, notices alone.
 * Pending lines come last, whatever their clock says: the room has not given them a place yet.
 * @param newFrom before the message with this seq comes the line that says where the reader left off.
 * @param names the lines that groups are named after, from one call to the next: a group keeps its key as lines join it.
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
  let group: { author: User; minute: number; lines: Line[] } | undefined;
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
    if (group && group.author.id === author.id && group.minute === minuteOf(at)) {
      group.lines.push(line);
      continue;
    }
    group = { author, minute: minuteOf(at), lines: [line] };
    items.push({ kind: "group", key: line.clientId, author, mine: author.id === you.id, at, lines: group.lines });
  }
  for (const item of items) {
    if (item.kind !== "group") continue;
    item.key = item.lines.find(({ clientId }) => names.has(clientId))?.clientId ?? item.key;
    names.add(item.key);
  }
  return items;
}

/** Whether two groups show the same, so that one need not be rendered again. */
export function sameGroup(a: Group, b: Group): boolean {
  return a.key === b.key && a.lines.length === b.lines.length && a.lines.every((line, i) => line === b.lines[i]);
}
