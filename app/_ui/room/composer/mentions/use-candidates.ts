import { useContext, useEffect, useMemo, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { LogContext } from "@/app/_ui/room/log/log-context";
import type { MembersAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";
import { type Candidate, candidatesFor } from "./candidates";

/** Typing pauses for this long before members are asked for. In ms. */
const PAUSE_MS = 150;
const MEMBERS_MAX = 100;

/**
 * Whom one may mention, as far as `query` has been typed: who is here at once, then whoever belongs to the room. Its members are
 * asked for once; only where they are more than one answer holds, again for what has been typed. `known`: the members so far.
 */
export function useCandidates(
  roomId: string,
  query: string | undefined,
  online: readonly User[],
  you: User,
): { candidates: readonly Candidate[]; known: readonly User[] } {
  const { speakers } = useContext(LogContext);
  const [members, setMembers] = useState<readonly User[]>([]);
  const asked = useRef<Set<string>>(new Set());
  const hasAll = useRef(false);

  useEffect(() => {
    const wanted = query === undefined || hasAll.current ? undefined : asked.current.size === 0 ? "" : query;
    if (wanted === undefined || asked.current.has(wanted)) return;
    const ask = async () => {
      asked.current.add(wanted);
      const match = wanted !== "" && { order: "match" };
      const parameters = new URLSearchParams({ query: wanted, limit: `${MEMBERS_MAX}`, ...match });
      const answer = await callApi<MembersAnswer>(`/api/rooms/${roomId}/members?${parameters}`);
      if (!answer.ok) return asked.current.delete(wanted);
      if (wanted === "") hasAll.current = answer.data.nextCursor === undefined;
      setMembers((known) => [...known, ...answer.data.members.map(({ user }) => user)]);
    };
    const timer = setTimeout(ask, wanted === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [roomId, query]);

  const candidates = useMemo(
    () => (query === undefined ? [] : candidatesFor(query, online, members, you, speakers)),
    [query, online, members, you, speakers],
  );
  return { candidates, known: members };
}
