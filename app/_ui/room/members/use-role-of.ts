import { useQuery } from "@/app/_ui/api/use-query";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { MembersAnswer } from "@/lib/protocol/http/members";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import { membersPath } from "./members-path";

/** A user's role in a room. `gone`: not a member. `unknown`: the request failed. */
export type FoundRole = Role | "gone" | "unknown";

/** A user's role in this room; undefined while it is being requested. @param known the role, if the caller knows it. */
export function useRoleOf(user: User, known: Role | undefined): FoundRole | undefined {
  const { room, you, role } = useRoomContext();
  const isWanted = !known && user.id !== you.id;
  const first = useQuery<MembersAnswer>(isWanted ? membersPath(room.id) : undefined, { keep: true });
  const inFirst = roleIn(first.data, user);
  const isBeyond = isWanted && !inFirst && first.data?.nextCursor !== undefined;
  const named = useQuery<MembersAnswer>(isBeyond ? membersPath(room.id, { query: user.username }) : undefined);

  if (user.id === you.id) return role;
  const found = known ?? inFirst ?? roleIn(named.data, user);
  const last = isBeyond ? named : first;
  if (found) return found;
  // The answer on hand may be from before they joined.
  if (last.busy) return undefined;
  if (last.failed) return "unknown";
  return last.data && "gone";
}

function roleIn(answer: MembersAnswer | undefined, { id }: User): Role | undefined {
  return answer?.members.find(({ user }) => user.id === id)?.role;
}
