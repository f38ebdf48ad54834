import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { accessIn, type RoomAccess, type Target } from "@/db/queries/access";
import type { ExpectedRole } from "@/db/queries/membership";
import type { User } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/protocol/uuid";
import { may, type Right } from "@/lib/shared/permissions";
import { retry } from "@/lib/shared/tasks";
import { roomParams } from "./room-params";

/** Attempts of a change that depends on what was read before it. */
const TRIES = 3;

/** The room and the user in a path. */
export const memberParams = roomParams.extend({ userId: uuidV7 });

/** A user's access to a room. @throws Problem not_found: no such room, or the user may not know of it (D2). */
export async function accessTo(user: User, roomId: string): Promise<RoomAccess> {
  const found = await accessIn(database(), roomId, user.id);
  if (!found) throw new Problem("not_found");
  return found;
}

/** Like `accessTo`, with a target user. @throws Problem not_found, user_not_found (no such target). */
export async function accessToward(user: User, roomId: string, userId: string) {
  const found = await accessIn(database(), roomId, user.id, userId);
  if (!found) throw new Problem("not_found");
  if (!found.target) throw new Problem("user_not_found");
  return { ...found, target: found.target };
}

/** @throws Problem forbidden: not a member, a role without this right over the target, or a direct room. */
export function requireRight(access: RoomAccess, right: Right, target?: Target): void {
  if (access.isDirect || !access.role || !may(access.role, right, target?.role)) throw new Problem("forbidden");
}

/** The roles as they were read. The statement that makes the change checks them again. */
export function between(user: User, { room, role, target }: RoomAccess & { target: Target }) {
  const seen = (id: string, role: ExpectedRole["role"]): ExpectedRole => ({ id, role });
  return { roomId: room.id, by: seen(user.id, role), target: seen(target.user.id, target.role) };
}

/**
 * Repeats a change that depends on what was read before it. `attempt` reads, decides and changes; it returns false if another
 * request has changed what it read.
 * @throws Problem unavailable if every attempt returns false.
 */
export async function retryOnChange<T>(attempt: () => Promise<T | false>): Promise<T> {
  const done = await retry(attempt, { tries: TRIES, isFinal: (result) => result !== false });
  if (done === false) throw new Problem("unavailable");
  return done as T;
}
