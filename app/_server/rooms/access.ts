import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { accessIn, type RoomAccess, type Target } from "@/db/queries/access";
import type { ExpectedRole } from "@/db/queries/membership";
import type { User } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/shared/ids";
import { may, type Right } from "@/lib/shared/permissions";
import { roomParams } from "./room-params";

/** Changes are decided by what was read before; how often that may have changed under us before we give up. */
const TRIES = 3;

/** The room and the person in a path. */
export const memberParams = roomParams.extend({ userId: uuidV7 });

/** What a user is in a room. @throws Problem not_found: no such room, or none that they may know of (D2). */
export async function accessTo(user: User, roomId: string): Promise<RoomAccess> {
  const found = await accessIn(database(), roomId, user.id);
  if (!found) throw new Problem("not_found");
  return found;
}

/** The same, with what another is there. @throws Problem not_found, and user_not_found for the other. */
export async function accessToward(user: User, roomId: string, userId: string) {
  const found = await accessIn(database(), roomId, user.id, userId);
  if (!found) throw new Problem("not_found");
  if (!found.target) throw new Problem("user_not_found");
  return { ...found, target: found.target };
}

/** @throws Problem forbidden, where somebody may not do it, or nobody may because the room is a direct one. */
export function requireRight(here: RoomAccess, right: Right, target?: Target): void {
  if (here.isDirect || !here.role || !may(here.role, right, target?.role)) throw new Problem("forbidden");
}

/** Two people as they were seen, for the guards of a change. */
export function between(user: User, { room, role, target }: RoomAccess & { target: Target }) {
  const seen = (id: string, role: ExpectedRole["role"]): ExpectedRole => ({ id, role });
  return { roomId: room.id, by: seen(user.id, role), target: seen(target.user.id, target.role) };
}

/**
 * Tries until it is done; an attempt that finds that what it decided by has changed meanwhile answers false, and decides anew.
 * @throws Problem unavailable, where it never ends.
 */
export async function retryOnChange<T>(attempt: () => Promise<T | false>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    const done = await attempt();
    if (done !== false) return done;
  }
  throw new Problem("unavailable");
}
