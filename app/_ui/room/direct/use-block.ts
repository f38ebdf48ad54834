import { useAction } from "@/app/_ui/api/use-action";
import { useNoteBlocked } from "@/app/_ui/inbox/blocked";
import type { User } from "@/lib/protocol/room";

/** Blocks and unblocks people. Each function returns whether it succeeded. */
export function useBlock() {
  const { act, busy, error } = useAction();
  const note = useNoteBlocked();
  const set = async (user: User, isBlocked: boolean) => {
    const done = await act("block", `/api/blocks/${user.id}`, { method: isBlocked ? "PUT" : "DELETE" });
    if (done) note(user, isBlocked);
    return done !== undefined;
  };
  return {
    block: (user: User) => set(user, true),
    unblock: (user: User) => set(user, false),
    busy: busy !== undefined,
    error,
  };
}
