/** Coming into a room for good: by oneself where it is public, by an invite where it is not. */
import { and, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { acceptDirect } from "@/db/queries/rooms/directs";
import { isBanned } from "@/db/queries/rooms/visibility";
import { invites, members, rooms } from "@/db/schema";
import { lockRoomShared } from "./members";

/** How a user is a member: newly and announced, newly without a notice, by a request that they accepted now, or already before. */
export type Joined = "announced" | "silent" | "accepted" | "before";

/**
 * Joins a public room, or one with an invite for this user, which is used up; accepts a request. Only invited users are announced, and
 * nobody in a read-only room. Undefined: neither public nor invited, or banned.
 */
export async function joinRoom(db: Database, roomId: string, userId: string): Promise<Joined | undefined> {
  const own = and(eq(members.roomId, roomId), eq(members.userId, userId));
  const invited = sql`exists (
    select from ${invites} where ${and(eq(invites.roomId, rooms.id), eq(invites.userId, userId), isOpen())})`;
  const [, accepted, added, , [member]] = await db.batch([
    lockRoomShared(db, roomId),
    acceptDirect(db, roomId, userId),
    db.execute<{ silent: boolean }>(sql`
      insert into ${members} (room_id, user_id, last_read_seq, silent)
      select ${rooms.id}, ${userId}::uuid, ${rooms.headSeq}, ${rooms.archivedAt} is not null or not ${invited} from ${rooms}
      where ${eq(rooms.id, roomId)} and not ${isBanned(db, userId)} and (${eq(rooms.visibility, "public")} or ${invited})
      on conflict do nothing
      returning silent`),
    db
      .delete(invites)
      .where(
        and(eq(invites.roomId, roomId), eq(invites.userId, userId), sql`exists (select from ${members} where ${own})`),
      ),
    db.select({ role: members.role }).from(members).where(own),
  ]);
  if (!member) return undefined;
  const [row] = added.rows;
  if (row) return row.silent ? "silent" : "announced";
  return accepted.length > 0 ? "accepted" : "before";
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
): Promise<{ roomId: string; how: Joined } | undefined> {
  const link = eq(invites.tokenHash, tokenHash);
  const roomOfLink = db.select({ id: invites.roomId }).from(invites).where(link);
  const isIn = sql`exists (select from ${members} where room_id = ${invites.roomId} and user_id = ${userId}::uuid)`;
  const [, , added, , [member]] = await db.batch([
    db.select({ id: rooms.id }).from(rooms).where(inArray(rooms.id, roomOfLink)).for("key share"),
    db.select({ id: invites.id }).from(invites).where(link).for("update"),
    db.execute<{ silent: boolean }>(sql`
      with used as (
        update ${invites} set uses = ${invites.uses} + 1 from ${rooms}
        where ${and(link, isOpen(), eq(rooms.id, invites.roomId))} and not ${isIn} and not ${isBanned(db, userId)}
        returning ${rooms.id} as room_id, ${rooms.headSeq} as head_seq, ${rooms.archivedAt} is not null as silent
      )
      insert into ${members} (room_id, user_id, last_read_seq, silent)
      select room_id, ${userId}::uuid, head_seq, silent from used
      on conflict do nothing
      returning silent`),
    db.delete(invites).where(and(eq(invites.userId, userId), inArray(invites.roomId, roomOfLink), isIn)),
    db
      .select({ roomId: members.roomId })
      .from(members)
      .where(and(inArray(members.roomId, roomOfLink), eq(members.userId, userId))),
  ]);
  const [row] = added.rows;
  return member && { roomId: member.roomId, how: row ? (row.silent ? "silent" : "announced") : "before" };
}
