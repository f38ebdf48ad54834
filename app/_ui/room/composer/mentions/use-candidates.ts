import { useContext, useEffect, useEffectEvent, useMemo, useState } from "react";
import { useQuery } from "@/app/_ui/api/use-query";
import { useSettled } from "@/app/_ui/hooks/use-settled";
import { LazyCode, useLazyCode } from "@/app/_ui/lazy/lazy-part";
import { LogContext } from "@/app/_ui/room/log/log-context";
import { membersPath, usersIn } from "@/app/_ui/room/members/members-path";
import type { MembersAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";
import type { Candidate } from "./candidates";

/** Members are searched once typing has paused for this long. */
const PAUSE_MS = 150;
const NOBODY: readonly User[] = [];

const matcher = new LazyCode(() => import("./candidates").then((code) => code.candidatesFor));

/**
 * The people whom `query`, the text after an @, may mean: at once those who are here, then the room's members. Only a room whose
 * members do not fit on the first page is searched for the typed text. `known`: the members loaded so far; `isWhole`: these are all.
 */
export function useCandidates(
  roomId: string,
  query: string | undefined,
  online: readonly User[],
  you: User,
): { candidates: readonly Candidate[]; known: readonly User[]; isWhole: boolean } {
  const { speakers } = useContext(LogContext);
  const [{ listed, isWhole }, setListed] = useState({ listed: NOBODY, isWhole: false });
  const [searched, setSearched] = useState<readonly User[]>([]);
  const first = useQuery<MembersAnswer>(query === undefined ? undefined : membersPath(roomId), { reuse: true });
  const typed = useSettled(query, PAUSE_MS);
  const isSearched = first.data?.nextCursor !== undefined && typed && typed === query;
  const search = isSearched ? membersPath(roomId, { query: typed, order: "match" }) : undefined;
  const { data: found } = useQuery<MembersAnswer>(search, { reuse: true });

  useEffect(() => {
    if (first.data) setListed({ listed: usersIn(first.data), isWhole: first.data.nextCursor === undefined });
  }, [first.data]);
  useEffect(() => {
    if (found) setSearched((known) => [...known, ...usersIn(found)]);
  }, [found]);
  const members = useMemo(() => [...listed, ...searched], [listed, searched]);
  // After a failure, each change of the typed text retries.
  const { failed, retry } = first;
  const again = useEffectEvent(() => failed && retry());
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of `query` retries.
  useEffect(() => {
    again();
  }, [query]);

  const candidatesFor = useLazyCode(matcher, query !== undefined);
  const candidates = useMemo(
    () => (query === undefined || !candidatesFor ? [] : candidatesFor(query, online, members, you, speakers)),
    [candidatesFor, query, online, members, you, speakers],
  );
  return { candidates, known: members, isWhole };
}
