import { MENTIONS_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";
import { findMentions, longestMentions, type NameIndex, nameIndex, overlapsIn } from "./mentions";

/** Whether the text has this user's @name, at this index if there is one. */
export function isNamedIn(text: string, user: User, at?: number): boolean {
  return findMentions(text, nameIndex([user])).some(({ start }) => start === (at ?? start));
}

/**
 * Of the users who were chosen while a text was written, the ids of those whose @name is still in it. Also the ids of
 * users whose longer name was typed out in it, which would otherwise be read as the name of a chosen user, or of somebody else
 * once its user has left the room.
 * @param chosen one entry for each choice
 */
export function boundIn(text: string, chosen: readonly User[], known: NameIndex = new Map()): string[] {
  const found = chosen.filter((user) => isNamedIn(text, user));
  const ids = [...new Set(found.map(({ id }) => id))];
  const people = new Map([...known, ...nameIndex(found)]);
  const more = [...new Set([...ids, ...typedBeside(text, people, found)])];
  // If both match one name, they cannot be told apart: the chosen user wins.
  const isRead = new Set(longestMentions(text, people, more).map(({ user }) => user.id));
  const bound = ids.every((id) => isRead.has(id)) ? more : ids;
  // A user who was chosen, but for an @ that has another name now, is not mentioned.
  const drawn = new Set(findMentions(text, people, bound).map(({ user }) => user.id));
  return withOverlapping(text, people, bound.filter((id) => drawn.has(id)).slice(0, MENTIONS_MAX));
}

/** With the ids of all users whose names are read where shorter names fit too, unless other mentions would result. */
function withOverlapping(text: string, people: NameIndex, bound: string[]): string[] {
  const overlaps = overlapsIn(text, people, bound);
  if (overlaps.size === 0) return bound;
  const read = findMentions(text, people, bound);
  const longer = read.flatMap(({ start, user }) => (overlaps.has(start) ? [user.id] : []));
  const more = [...new Set([...bound, ...longer])];
  const isSame = findMentions(text, people, more).every(({ user }, i) => user.id === read[i]?.user.id);
  return isSame && more.length <= MENTIONS_MAX ? more : bound;
}

/** The ids of users who were not chosen but whose name was typed, where a chosen user's shorter name would be read instead. */
function typedBeside(text: string, people: NameIndex, chosen: readonly User[]): string[] {
  const left = chosen.map(({ id }) => id);
  const take = (id: string) => left.includes(id) && left.splice(left.indexOf(id), 1).length > 0;
  const longest = findMentions(text, people);
  const asChosen = findMentions(text, people, left.slice());
  const others = longest.filter(({ user }) => !take(user.id));
  return others.flatMap(({ start, user }) => {
    const other = asChosen.find((mention) => mention.start === start);
    return other === undefined || other.user.id === user.id || take(other.user.id) ? [] : [user.id];
  });
}
