import { useEffect, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { MembersAnswer } from "@/lib/protocol/http/members";
import type { Role, User } from "@/lib/protocol/room";

/** What somebody is in this room; `gone`: no member of it. Undefined until it is known. Asked only where nobody has said it. */
export function useRoleOf(user: User, known: Role | undefined): Role | "gone" | undefined {
  const { room, you, role } = useRoomContext();
  const [asked, setAsked] = useState<Role | "gone">();
  const wanted = !known && user.id !== you.id;

  useEffect(() => {
    if (!wanted) return;
    const abort = new AbortController();
    const path = `/api/rooms/${room.id}/members?${new URLSearchParams({ query: user.username })}`;
    callApi<MembersAnswer>(path, { signal: abort.signal }).then(
      (answer) => answer.ok && setAsked(answer.data.members.find((each) => each.user.id === user.id)?.role ?? "gone"),
      () => {},
    );
    return () => abort.abort();
  }, [wanted, room.id, user.id, user.username]);

  return user.id === you.id ? role : (known ?? asked);
}
