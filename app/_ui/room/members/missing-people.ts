import { useEffect, useEffectEvent, useRef } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { NameIndex } from "@/lib/events/mentions";
import type { MembersAnswer, PeopleAnswer } from "@/lib/protocol/http/members";
import { MENTIONS_MAX } from "@/lib/protocol/limits";
import { chunks } from "@/lib/shared/chunks";
import { membersOf, usersIn } from "./members-path";
import { type SetMembers, withListed, withNamed } from "./name-index";

/** The API's maximum for one call. */
const ASKED_MAX = 100;
/** In a room with more than one page of members, browsers that get the same message spread their requests over this time. */
const SPREAD_MS = 1_000;

export interface MissingPeopleProps {
  roomId: string;
  /** Users without a name. */
  ids: readonly string[];
  /** Texts after an @. */
  tails: readonly string[];
  names: NameIndex;
  /** The newest seq. */
  head: number;
  /** Whether the room has more members than the first page. */
  isLarge: boolean;
  set: SetMembers;
}

/** Requests people whose names the page needs. Shows nothing: a component, since few pages need its code. */
export function MissingPeople(props: MissingPeopleProps): null {
  useCalledMembers(props);
  useMissingNames(props);
  return null;
}

/** Requests the members whom texts may mention; a text that is exactly a member's name is skipped. */
function useCalledMembers({ roomId, tails, names, head, isLarge, set }: MissingPeopleProps): void {
  const asked = useRef(new Set<string>());
  const headNow = useEffectEvent(() => head);
  useEffect(() => {
    const isMember = (tail: string) => names.has(tail) && names.get(tail)?.isMember !== false;
    const unknown = [...new Set(isLarge ? tails : [])].filter((tail) => !isMember(tail) && !asked.current.has(tail));
    if (unknown.length === 0) return;
    const timer = setTimeout(async () => {
      for (const part of chunks(unknown, MENTIONS_MAX)) {
        for (const tail of part) asked.current.add(tail);
        const mentionedIn = part.map((tail) => `@${tail}`).join(" ");
        const path = membersOf(roomId) + new URLSearchParams({ mentionedIn });
        const at = headNow();
        const answer = await callApi<MembersAnswer>(path);
        if (answer.ok) set((known) => withListed(known, usersIn(answer.data), at));
      }
    }, Math.random() * SPREAD_MS);
    return () => clearTimeout(timer);
  }, [roomId, tails, names, isLarge, set]);
}

/** Requests the names of users by id. */
function useMissingNames({ roomId, ids: missing, isLarge, set }: MissingPeopleProps): void {
  /** Ids that were requested, unless the request failed. An id that the API leaves out stays unknown. */
  const asked = useRef(new Set<string>());
  useEffect(() => {
    const ids = missing.filter((id) => !asked.current.has(id)).slice(0, ASKED_MAX);
    if (ids.length === 0) return;
    const ask = async () => {
      for (const id of ids) asked.current.add(id);
      const answer = await callApi<PeopleAnswer>(`/api/rooms/${roomId}/people?ids=${ids.join(",")}`);
      if (answer.ok) return set((known) => withNamed(known, answer.data.users));
      for (const id of ids) asked.current.delete(id);
    };
    const timer = setTimeout(ask, isLarge ? Math.random() * SPREAD_MS : 0);
    return () => clearTimeout(timer);
  }, [missing, roomId, isLarge, set]);
}
