import { matchesName } from "@/lib/client/name-filter";
import type { LiveRoom } from "@/lib/client/room-list";
import type { User } from "@/lib/protocol/room";
import { matchOf, plain } from "@/lib/text/name-search";

/** What the switcher offers: an own room, or a person with whom the user has no direct room yet. */
export type Place = { kind: "room"; room: LiveRoom; title: string } | { kind: "person"; user: User };

const ROOMS_MAX = 12;
const PEOPLE_MAX = 6;

const isWhole = (title: string, typed: string) => plain(title) === plain(typed);

/**
 * Own rooms whose title matches the typed text: a title that is exactly the text first, then the rooms with the latest activity. Then
 * people. Without a text, the rooms with the latest activity.
 * @param people may still be those found for an earlier text
 * @param rooms the room that is open is left out, unless its title was typed
 */
export function placesFor(
  typed: string,
  rooms: readonly LiveRoom[],
  { people, titleOf, openRoom }: { people: readonly User[]; titleOf: (room: LiveRoom) => string; openRoom?: string },
): Place[] {
  const titled = rooms.map((room) => ({ kind: "room" as const, room, title: titleOf(room) }));
  const matching = titled.filter(({ room, title }) =>
    typed === "" ? room.id !== openRoom : matchesName(title, typed),
  );
  matching.sort(
    (a, b) =>
      Number(isWhole(b.title, typed)) - Number(isWhole(a.title, typed)) ||
      b.room.lastActivityAt - a.room.lastActivityAt,
  );
  const known = new Set(rooms.flatMap(({ direct }) => direct?.id ?? []));
  const others =
    typed === "" ? [] : people.filter(({ id, username }) => !known.has(id) && matchOf(username, typed) !== undefined);
  return [
    ...matching.slice(0, ROOMS_MAX),
    ...others.slice(0, PEOPLE_MAX).map((user) => ({ kind: "person" as const, user })),
  ];
}

export const keyOf = (place: Place) => (place.kind === "room" ? place.room.id : place.user.id);
