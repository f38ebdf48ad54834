import { useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useQuery } from "@/app/_ui/api/use-query";
import type { Member, MembersAnswer } from "@/lib/protocol/http/members";
import { membersPath } from "./members-path";

export interface Members {
  /** Undefined until they are loaded. */
  members?: readonly Member[];
  nextCursor?: string;
  busy: boolean;
  /** The problem code of the last request. */
  failed?: string;
  more: () => Promise<void>;
  retry: () => void;
}

/** The pages after the first one. */
interface Later {
  /** The first page that these pages continue. When it changes, they are dropped. */
  first?: MembersAnswer;
  members: readonly Member[];
  nextCursor?: string;
  busy: boolean;
  failed?: string;
}

/** A room's members whose name contains `query`, page by page. While `wanted` is false, nothing is requested. */
export function useMembers(roomId: string, query: string, wanted: boolean): Members {
  const first = useQuery<MembersAnswer>(wanted ? membersPath(roomId, { query }) : undefined, { keep: true });
  const [loaded, setLater] = useState<Later>({ members: [], busy: false });
  const { data } = first;
  const later =
    loaded.first === data ? loaded : { first: data, members: [], nextCursor: data?.nextCursor, busy: false };

  async function more() {
    if (!later.nextCursor || later.busy || first.busy) return;
    setLater({ ...later, busy: true, failed: undefined });
    const answer = await callApi<MembersAnswer>(membersPath(roomId, { query, cursor: later.nextCursor }));
    const next = answer.ok
      ? { members: [...later.members, ...answer.data.members], nextCursor: answer.data.nextCursor, failed: undefined }
      : { failed: answer.code };
    setLater((now) => (now.first === later.first ? { ...now, ...next, busy: false } : now));
  }

  return {
    members: data && joined(data.members, later.members),
    nextCursor: later.nextCursor,
    busy: first.busy || later.busy || (!data && !first.failed),
    failed: first.failed ?? later.failed,
    more,
    retry: first.failed ? first.retry : more,
  };
}

/** Joins pages. A member who moved to a later page between the requests is shown once. */
function joined(shown: readonly Member[], more: readonly Member[]): readonly Member[] {
  const known = new Set(shown.map(({ user }) => user.id));
  return [...shown, ...more.filter(({ user }) => !known.has(user.id))];
}
