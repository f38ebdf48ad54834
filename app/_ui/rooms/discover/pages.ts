import type { RoomInfo } from "@/lib/protocol/http/rooms";

interface Page<R extends RoomInfo> {
  rooms: readonly R[];
  nextCursor?: string;
}

/** The list with one more page. A room that moved up meanwhile is not shown twice. */
export function withNextPage<R extends RoomInfo>(shown: Page<R>, more: Page<R>): Page<R> {
  return { rooms: [...shown.rooms, ...without(more.rooms, shown.rooms)], nextCursor: more.nextCursor };
}

/**
 * The list with a new first page, followed by the pages that were loaded after the old one. If the new page does not overlap the
 * list, the rooms between them are unknown, so only the new page is kept.
 */
export function withFirstPage<R extends RoomInfo>(shown: Page<R>, first: Page<R>): Page<R> {
  const later = without(shown.rooms, first.rooms);
  const touches = later.length < shown.rooms.length;
  if (!touches || later.length === 0 || !first.nextCursor) return first;
  const last = first.rooms.at(-1)?.lastActivityAt ?? 0;
  const older = later.filter((room) => room.lastActivityAt <= last);
  return { rooms: [...first.rooms, ...older], nextCursor: older.length > 0 ? shown.nextCursor : first.nextCursor };
}

function without<R extends RoomInfo>(rooms: readonly R[], known: readonly RoomInfo[]): R[] {
  const ids = new Set(known.map((room) => room.id));
  return rooms.filter((room) => !ids.has(room.id));
}
