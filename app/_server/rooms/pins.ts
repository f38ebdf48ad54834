/** Pins: the change in Postgres, then the call to the room, which appends a system message. */
import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { addPin, type PinAccess, pinAccess, removePin } from "@/db/pins/pins";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import { systemMessageCommand } from "@/lib/server/system-messages";
import { mayPin } from "@/lib/shared/permissions";
import { retryOnChange } from "./access";
import { deliver } from "./deliver";

/** Pins a message. If it is pinned already, nothing happens. @throws Problem not_found, forbidden, limit_reached. */
export async function pin(user: User, roomId: string, seq: number): Promise<void> {
  const calls = await retryOnChange(async () => {
    const { isMessage, isPinned, isFull, role } = await requirePinning(user, roomId, seq);
    if (isPinned) return [];
    if (!isMessage) throw new Problem("not_found");
    if (isFull) throw new Problem("limit_reached");
    const command = systemMessageCommand(user, { what: "pinned", message: seq });
    return addPin(database(), roomId, seq, { id: user.id, role }, [command]);
  });
  await deliver(calls);
}

/** Unpins a message. If it is not pinned, nothing happens. @throws Problem not_found (no such room), forbidden. */
export async function unpin(user: User, roomId: string, seq: number): Promise<void> {
  const calls = await retryOnChange(async () => {
    const { isPinned, role } = await requirePinning(user, roomId, seq);
    if (!isPinned) return [];
    const command = systemMessageCommand(user, { what: "unpinned", message: seq });
    return removePin(database(), roomId, seq, { id: user.id, role }, [command]);
  });
  await deliver(calls);
}

/** @throws Problem not_found: no such room, or the user may not know of it (D2); forbidden. */
async function requirePinning(user: User, roomId: string, seq: number): Promise<PinAccess & { role: Role }> {
  const access = await pinAccess(database(), roomId, seq, user.id);
  if (!access) throw new Problem("not_found");
  const { role, isReadOnly } = access;
  if (!role || isReadOnly || !mayPin(role, access)) throw new Problem("forbidden");
  return { ...access, role };
}
