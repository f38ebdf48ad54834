/** The list of the user's own rooms: its order, and reading all of it from the API. Pure. */

import type { RoomInfo, RoomsAnswer } from "@/lib/protocol/http/rooms";
import { OWN_ROOMS_MAX } from "@/lib/protocol/limits";
import type { LiveRoom } from "./room-list";

/** The fields that determine a room's place. */
export type WithPlace = Pick<LiveRoom, "id" | "lastActivityAt" | "mine" | "mentions" | "direct">;

/**
 * A room's urgency: 2 for an unread mention or an unread message in a direct room, 1 for other unread messages, 0 if nothing is
 * unread or notifications are off.
 */
function urgencyOf({ mine, mentions, direct }: Omit<WithPlace, "id" | "lastActivityAt">): 0 | 1 | 2 {
  if (!mine || mine.notify === "none") return 0;
  // A mention counts even in a message that is already read, since an edit can add it.
  if (mentions.length > 0) return 2;
  if (mine.unread === 0 || mine.notify === "mentions") return 0;
  return direct ? 2 : 1;
}

/** Favourites first; in each group by urgency, then the newest activity. */
export function inOwnOrder<R extends WithPlace>(rooms: readonly R[]): R[] {
  const isFavourite = ({ mine }: R) => (mine?.favourite ? 1 : 0);
  return [...rooms].sort(
    (a, b) =>
      isFavourite(b) - isFavourite(a) ||
      urgencyOf(b) - urgencyOf(a) ||
      b.lastActivityAt - a.lastActivityAt ||
      (a.id < b.id ? 1 : -1),
  );
}

type Page = { ok: true; data: RoomsAnswer } | { ok: false; code: string };

/**
 * Reads all pages of the user's own rooms, at most OWN_ROOMS_MAX rooms, and passes on each page as it arrives. A room
 * that becomes active meanwhile moves to the first page, so that page is read again at the end.
 */
export async function readOwnRooms(
  ask: (cursor: string | undefined) => Promise<Page>,
  handOver: (rooms: RoomInfo[]) => void,
): Promise<{ ok: true; ids: Set<string> } | { ok: false; code: string }> {
  const ids = new Set<string>();
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await ask(cursor);
    if (!page.ok) return page;
    pages++;
    cursor = page.data.nextCursor;
    for (const { id } of page.data.rooms) ids.add(id);
    handOver(page.data.rooms);
  } while (cursor && ids.size < OWN_ROOMS_MAX);
  if (pages > 1) {
    const first = await ask(undefined);
    if (!first.ok) return first;
    for (const { id } of first.data.rooms) ids.add(id);
    handOver(first.data.rooms);
  }
  return { ok: true, ids };
}
