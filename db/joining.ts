/** Coming into a room for good: by oneself where it is public, by an invite where it is not. */
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Database } from "./client";
import { whileInPlace } from "./members";
import { isBanned } from "./rooms";
import { invites, members, rooms } from "./schema";

/** How somebody came to be a member: invited now, by themselves now, or before. */
export type Joined = "invited" | "joined" | "before";

/** Joins a public room, or one that has an invite for this user; uses the invite up. Undefined: neither, or banned. */
export async function joinRoom(db: Database, roomId: string, userId: string): Promise<Joined | undefined> {
  const own = and(eq(members.roomId, roomId), eq(members.userId, userId));
  const [, added, used, [member]] = await db.batch([
    whileInPlace(db, roomId),
    db.execute(sql`
      insert into ${members} (room_id, user_id, last_read_seq)
      select ${rooms.id}, ${userId}::uuid, ${rooms.headSeq} from ${rooms}
      where ${eq(rooms.id, roomId)} and not ${isBanned(db, userId)} and (${eq(rooms.visibility, "public")} or exists (
        select from ${invites} where ${and(eq(invites.roomId, rooms.id), eq(invites.userId, userId), isOpen())}))
      on conflict do nothing
      returning user_id`),
    db
      .delete(invites)
      .where(
        and(eq(invites.roomId, roomId), eq(invites.userId, userId), sql`exists (select from ${members} where ${own})`),
      )
      .returning({ id: invites.id }),
    db.select({ role: members.role }).from(members).where(own),
  ]);
  if (!member) return undefined;
  if (added.rows.length === 0) return "before";
  return used.length > 0 ? "invited" : "joined";
}

/** Neither run out by time nor by uses. */
export function isOpen() {
  return and(
    or(isNull(invites.expiresAt), gt(invites.expiresAt, sql`now()`)),
    or(isNull(invites.maxUses), sql`${invites.uses} < ${invites.maxUses}`),
  );
}
