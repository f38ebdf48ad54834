/** Coming into a room for good: by oneself where it is public, by an invite where it is not. */
import { and, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import type { Database } from "./client";
import { whileInPlace } from "./members";
import { invites, members, rooms } from "./schema";
import { isBanned } from "./visibility";

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

/**
 * Joins by a link; who is in already does not use it up. The room's lock first, then the link's: of two who want its last
 * use, or of one who clicks twice, the second sees what the first has done.
 * Undefined: no such link, one that has run out, or banned.
 */
export async function joinByLink(
  db: Database,
  tokenHash: string,
  userId: string,
): Promise<{ roomId: string; isNew: boolean } | undefined> {
  const link = eq(invites.tokenHash, tokenHash);
  const roomOfLink = db.select({ id: invites.roomId }).from(invites).where(link);
  const isIn = sql`exists (select from ${members} where room_id = ${invites.roomId} and user_id = ${userId}::uuid)`;
  const [, , added, , [member]] = await db.batch([
    db.select({ id: rooms.id }).from(rooms).where(inArray(rooms.id, roomOfLink)).for("key share"),
    db.select({ id: invites.id }).from(invites).where(link).for("update"),
    db.execute(sql`
      with used as (
        update ${invites} set uses = ${invites.uses} + 1 from ${rooms}
        where ${and(link, isOpen(), eq(rooms.id, invites.roomId))} and not ${isIn} and not ${isBanned(db, userId)}
        returning ${rooms.id} as room_id, ${rooms.headSeq} as head_seq
      )
      insert into ${members} (room_id, user_id, last_read_seq)
      select room_id, ${userId}::uuid, head_seq from used
      on conflict do nothing
      returning room_id`),
    db.delete(invites).where(and(eq(invites.userId, userId), inArray(invites.roomId, roomOfLink), isIn)),
    db
      .select({ roomId: members.roomId })
      .from(members)
      .where(and(inArray(members.roomId, roomOfLink), eq(members.userId, userId))),
  ]);
  return member && { roomId: member.roomId, isNew: added.rows.length > 0 };
}
