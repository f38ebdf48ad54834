import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useQuery } from "@/app/_ui/api/use-query";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { mentionsIn, type Named, type NameIndex, nameIndex } from "@/lib/events/mentions";
import type { MembersAnswer } from "@/lib/protocol/http/members";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { Message, User } from "@/lib/protocol/room";
import { membersPath, usersIn } from "./members-path";
import type { MissingPeopleProps } from "./missing-people";
import { memberTest, NO_MEMBERS, namedIn, peopleIn, type SetMembers, withListed } from "./name-index";

/** A list of all members is requested again for new texts with an @, at most once in this time. */
const FRESH_MS = 5_000;

interface People {
  /** Names by user id. */
  people: ReadonlyMap<string, string>;
  /** An index of the same people, to find their names in texts. */
  names: NameIndex;
  /** Undefined: all people are known. */
  missing: MissingPeopleProps | undefined;
}

/** The people of a room: authors and users who are here. Also its members, once a name is missing or a text may mention somebody. */
export function usePeople(
  { id: roomId, mine }: RoomInfo,
  state: RoomClientState,
  you: User,
  called: readonly User[],
): People {
  const { messages, recent, pending, online, readers, head } = state;
  const tails = useMemo(
    () => [...messages, ...pending].flatMap(({ body }) => (/[@\uff20\ufe6b]/.test(body) ? mentionsIn(body) : [])),
    [messages, pending],
  );
  const [members, setMembers] = useState(() => withListed(NO_MEMBERS, called, head));
  const isMember = mine !== undefined;
  const { people, named } = useMemo(() => {
    const all = messages === recent ? messages : [...recent, ...messages];
    const people = new Map([...members.named, ...peopleIn(all, [...online, you])]);
    const here = isMember ? [...online, you] : online;
    return { people, named: namedIn(people, memberTest(recent, here, members)) };
  }, [members, messages, recent, online, you, isMember]);
  const names = useNames(named);
  const isOneMissing = tails.length > 0 || Object.keys(readers).some((id) => !people.has(id));
  const hasAll = useFirstMembers(roomId, isOneMissing, tails.length, head, setMembers);
  const ids = useMemo(() => missingIn(messages, people, hasAll !== undefined), [messages, people, hasAll]);
  const isLarge = hasAll === false;
  const missing = isLarge || ids.length > 0 ? { roomId, ids, tails, names, head, isLarge, set: setMembers } : undefined;
  return { people, names, missing };
}

/** The people without a name who reacted, such as people who have left; `withChosen`: also those who were chosen for a mention. */
function missingIn(messages: readonly Message[], people: People["people"], withChosen: boolean): readonly string[] {
  const ids = messages.flatMap(({ reactions, mentions }) => [
    ...(reactions ? Object.values(reactions).flat() : []),
    ...((withChosen && mentions) || []),
  ]);
  return [...new Set(ids)].filter((id) => !people.has(id));
}

/**
 * Loads the first page of members, and keeps it current while it has all of them. Returns whether it has; undefined: not known yet.
 * @param texts changes with each new text that may mention somebody
 */
function useFirstMembers(
  roomId: string,
  isWanted: boolean,
  texts: number,
  head: number,
  set: SetMembers,
): boolean | undefined {
  const [hasAll, setHasAll] = useState<boolean>();
  const path = isWanted && hasAll !== false ? membersPath(roomId) : undefined;
  const { data, retry } = useQuery<MembersAnswer>(path, { reuse: true });
  const refreshed = useRef({ texts, at: 0 });
  const loaded = useEffectEvent((answer: MembersAnswer) => {
    const isAll = answer.nextCursor === undefined;
    setHasAll(isAll);
    set(({ named, listed }) => {
      const known = isAll ? { ...NO_MEMBERS, named, allAt: head } : { named, listed, allAt: 0 };
      return withListed(known, usersIn(answer), head);
    });
  });
  useEffect(() => {
    if (data) loaded(data);
  }, [data]);
  // The room is not informed of an account's deletion.
  const refresh = useEffectEvent(() => {
    refreshed.current = { texts, at: performance.now() };
    if (hasAll) retry();
  });
  useEffect(() => {
    if (refreshed.current.texts === texts) return;
    const timer = setTimeout(refresh, refreshed.current.at + FRESH_MS - performance.now());
    return () => clearTimeout(timer);
  }, [texts]);
  return hasAll;
}

/** An index of these people. The object changes only when one of them changes. */
function useNames(named: ReadonlyMap<string, Named>): NameIndex {
  const [made, setMade] = useState(() => ({ named, names: nameIndex(named.values()) }));
  const isKnown = ({ id, username, isMember }: Named) => {
    const before = made.named.get(id);
    return before?.username === username && before.isMember === isMember;
  };
  if (made.named.size === named.size && [...named.values()].every(isKnown)) return made.names;
  const names = nameIndex(named.values());
  setMade({ named, names });
  return names;
}
