import { useEffect, useMemo, useRef } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { PeopleAnswer } from "@/lib/protocol/http/members";
import type { Message, User } from "@/lib/protocol/room";

/** The API's maximum for one call. */
const ASKED_MAX = 100;

/** Requests unknown names of people who reacted, such as people who have left the room since. */
export function useReactorNames(
  roomId: string,
  messages: readonly Message[],
  people: ReadonlyMap<string, string>,
  add: (change: (known: readonly User[]) => readonly User[]) => void,
): void {
  const missing = useMemo(() => {
    const reacted = messages.flatMap(({ reactions }) => (reactions ? Object.values(reactions).flat() : []));
    return [...new Set(reacted)].filter((id) => !people.has(id));
  }, [messages, people]);
  /** Ids that were requested, unless the request failed. An id that the API leaves out stays unknown. */
  const asked = useRef(new Set<string>());
  useEffect(() => {
    const ids = missing.filter((id) => !asked.current.has(id)).slice(0, ASKED_MAX);
    if (ids.length === 0) return;
    for (const id of ids) asked.current.add(id);
    void callApi<PeopleAnswer>(`/api/rooms/${roomId}/people?ids=${ids.join(",")}`).then((answer) => {
      if (answer.ok) return add((known) => [...known, ...answer.data.users]);
      for (const id of ids) asked.current.delete(id);
    });
  }, [missing, roomId, add]);
}
