import { useEffect, useMemo, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useQuery } from "@/app/_ui/api/use-query";
import { useReactorNames } from "@/app/_ui/room/messages/reactions/use-reactor-names";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { mentionsIn, type NameIndex } from "@/lib/events/mentions";
import type { MembersAnswer } from "@/lib/protocol/http/members";
import { MENTIONS_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";
import { chunks } from "@/lib/shared/chunks";
import { membersOf, membersPath, usersIn } from "./members-path";
import { nameIndexOf, peopleIn } from "./name-index";

/** In a room with more than one page of members, browsers that get the same message spread their requests over this time. */
const SPREAD_MS = 1_000;

interface People {
  /** Names by user id. */
  people: ReadonlyMap<string, string>;
  /** An index of the same people, to find their names in texts. */
  names: NameIndex;
}

/** The people of a room: authors and users who are here. Also its members, once a name is missing or a text may mention somebody. */
export function usePeople(roomId: string, state: RoomClientState, you: User): People {
  const { messages, recent, pending, online, readers } = state;
  const tails = useMemo(
    () => [...messages, ...pending].flatMap(({ body }) => (/[@\uff20\ufe6b]/.test(body) ? mentionsIn(body) : [])),
    [messages, pending],
  );
  const [members, setMembers] = useState<readonly User[]>([]);
  const people = useMemo(() => {
    const all = messages === recent ? messages : [...recent, ...messages];
    return new Map([...members.map(nameOf), ...peopleIn(all, [...online, you])]);
  }, [members, messages, recent, online, you]);
  const names = useNames(people);
  const isOneMissing = tails.length > 0 || Object.keys(readers).some((id) => !people.has(id));
  const hasAll = useFirstMembers(roomId, isOneMissing, setMembers);
  useCalledMembers(roomId, hasAll === false ? tails : NONE, names, setMembers);
  useReactorNames(roomId, messages, people, setMembers);
  return { people, names };
}

const NONE: readonly string[] = [];
const nameOf = ({ id, username }: User) => [id, username] as const;

type AddMembers = (change: (known: readonly User[]) => readonly User[]) => void;

/** Loads the first page of members once. Returns whether it has all members; undefined: not known yet. */
function useFirstMembers(roomId: string, isWanted: boolean, add: AddMembers): boolean | undefined {
  const [hasAll, setHasAll] = useState<boolean>();
  const path = isWanted && hasAll === undefined ? membersPath(roomId) : undefined;
  const { data } = useQuery<MembersAnswer>(path, { reuse: true });
  useEffect(() => {
    if (!data) return;
    add((known) => [...known, ...usersIn(data)]);
    setHasAll(data.nextCursor === undefined);
  }, [data, add]);
  return hasAll;
}

/** Requests the members whom texts may mention. `tails`: texts after an @; one that is exactly a known name is skipped. */
function useCalledMembers(roomId: string, tails: readonly string[], names: NameIndex, add: AddMembers): void {
  const asked = useRef(new Set<string>());
  useEffect(() => {
    const unknown = [...new Set(tails)].filter((tail) => !names.has(tail) && !asked.current.has(tail));
    if (unknown.length === 0) return;
    const timer = setTimeout(async () => {
      for (const part of chunks(unknown, MENTIONS_MAX)) {
        for (const tail of part) asked.current.add(tail);
        const mentionedIn = part.map((tail) => `@${tail}`).join(" ");
        const path = membersOf(roomId) + new URLSearchParams({ mentionedIn });
        const answer = await callApi<MembersAnswer>(path);
        if (answer.ok) add((known) => [...known, ...usersIn(answer.data)]);
      }
    }, Math.random() * SPREAD_MS);
    return () => clearTimeout(timer);
  }, [roomId, tails, names, add]);
}

/** An index of these names. The object changes only when the people change. */
function useNames(people: ReadonlyMap<string, string>): NameIndex {
  const [made, setMade] = useState(() => ({ people, names: nameIndexOf(people) }));
  const isSame = made.people.size === people.size && [...people].every(([id, name]) => made.people.get(id) === name);
  if (isSame) return made.names;
  const next = { people, names: nameIndexOf(people) };
  setMade(next);
  return next.names;
}
