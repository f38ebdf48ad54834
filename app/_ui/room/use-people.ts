import { useEffect, useMemo, useState } from "react";
import type { MembersAnswer } from "../../../lib/api";
import type { User } from "../../../lib/protocol";
import type { RoomState } from "../../../lib/room-state";
import { callApi } from "../call-api";

/** As many as one call gives; whoever comes after is counted without a name. */
const MEMBERS_MAX = 100;

/** Names of the people of a room by their ids: who said something, who is here, and, once one is missing, who belongs to it. */
export function usePeople(
  roomId: string,
  { messages, online, readers }: RoomState,
  you: User,
): ReadonlyMap<string, string> {
  const [members, setMembers] = useState<readonly User[]>([]);
  const people = useMemo(() => {
    const authors = messages.map(({ author }) => author);
    return new Map([...members, ...authors, ...online, you].map(({ id, username }) => [id, username]));
  }, [members, messages, online, you]);

  const isOneMissing = Object.keys(readers).some((id) => !people.has(id));
  const [hasAsked, setAsked] = useState(false);
  useEffect(() => {
    if (!isOneMissing || hasAsked) return;
    setAsked(true);
    void callApi<MembersAnswer>(`/api/rooms/${roomId}/members?limit=${MEMBERS_MAX}`).then((answer) => {
      if (answer.ok) setMembers(answer.data.members.map(({ user }) => user));
    });
  }, [isOneMissing, hasAsked, roomId]);
  return people;
}
