import { MENTIONS_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";
import type { Chosen } from "./chosen";
import { findMentions, type MentionRange, type NameIndex, nameIndex, possibleMentions } from "./mentions";

/** With this after it, a name may be the beginning of a longer one. */
const NAME_CHARACTER = /^[\p{L}\p{M}\p{N}_.-]/u;

/** Whether the text has this user's @name, at this index if there is one. */
export function isNamedIn(text: string, user: User, at?: number): boolean {
  return findMentions(text, nameIndex([user])).some(({ start }) => start === (at ?? start));
}

/**
 * The ids to send with a text, so that it is always read as its author meant it: an @ for which a user was chosen mentions that user,
 * any other @ the user with the longest name. Besides the chosen users they are those whose name was typed where another name may be read
 * later, because a user leaves or joins.
 * @param chosen one entry for each choice
 * @param known users whose names may have been typed; `isWhole`: it has all members
 */
export function boundIn(
  text: string,
  chosen: readonly Chosen[],
  known: NameIndex = new Map(),
  isWhole = false,
): string[] {
  const named = chosen.filter((user) => isNamedIn(text, user));
  const people = new Map([...known, ...nameIndex(named)]);
  const meant = meantIn(text, named, people);
  const mayGoOn = ({ end }: Meant) => isWhole && NAME_CHARACTER.test(text.slice(end, end + 2));
  const idsOf = (isBound: (mention: Meant) => boolean) => [
    ...distinct(meant.filter(({ by }) => by === "choice")),
    ...distinct(meant.filter(isBound)),
  ];
  const sets = [
    // With one id, all are sent: if its user's account is deleted, an @ without an id mentions nobody.
    ...(isWhole && meant.some((mention) => mention.by !== "name" || mayGoOn(mention)) ? [idsOf(() => true)] : []),
    idsOf((mention) => mention.by === "overlap" || mayGoOn(mention)),
    idsOf(({ by }) => by === "overlap"),
    idsOf(() => false),
  ].map((ids) => [...new Set(ids)].slice(0, MENTIONS_MAX));
  // Of two users whose names fit the same @, the first id counts for the first of these.
  const all = [...sets, ...sets.map((ids) => distinct(meant).filter((id) => ids.includes(id)))];
  const wanted = meant.map(({ user }) => user.id);
  const read = (ids: readonly string[]) => findMentions(text, people, ids).map(({ user }) => user.id);
  const isSame = (ids: readonly string[]) => `${read(ids)}` === `${wanted}`;
  // Where no ids lead to the same mentions, at least the same users are mentioned.
  const hasSameUsers = (ids: readonly string[]) => `${sorted(read(ids))}` === `${sorted(wanted)}`;
  return all.find(isSame) ?? all.find(hasSameUsers) ?? sets.at(-1) ?? [];
}

const sorted = (ids: readonly string[]) => [...new Set(ids)].sort();
const distinct = (mentions: readonly MentionRange[]) => [...new Set(mentions.map(({ user }) => user.id))];

/** A mention as its author meant it. `overlap`: typed, and a shorter name fits too. */
interface Meant extends MentionRange {
  by: "choice" | "name" | "overlap";
}

function meantIn(text: string, chosen: readonly Chosen[], people: NameIndex): Meant[] {
  const possible = possibleMentions(
    text,
    people,
    chosen.map(({ id }) => id),
  );
  const choices = new Map<MentionRange[], string>();
  // The last choice counts if there are more than @.
  for (const { id, at } of chosen.toReversed()) {
    const free = possible.filter((names) => !choices.has(names) && names.some(({ user }) => user.id === id));
    const own = free.findLast(([longest]) => longest?.user.id === id) ?? free.at(-1);
    const taken = at === undefined ? own : free.find(([longest]) => longest?.start === at);
    if (taken) choices.set(taken, id);
  }
  return possible.flatMap((names) => {
    const id = choices.get(names);
    const [longest] = id === undefined ? names : names.filter(({ user }) => user.id === id);
    const by = id !== undefined ? "choice" : names.length > 1 ? "overlap" : "name";
    return longest ? [{ ...longest, by } as const] : [];
  });
}
