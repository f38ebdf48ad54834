/** Statements of the batch that adds a user who signs up with an invite link (db/queries/users/users.ts). */
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { invites, members, rooms, type users } from "@/db/schema";
import { isOpen } from "./joining";

/** Locks the room, then the link: of two requests for its last use, the second sees the first one's change. */
export function lockLink(db: Database, tokenHash: string) {
  const link = eq(invites.tokenHash, tokenHash);
  const roomOfLink = db.select({ id: invites.roomId }).from(invites).where(link);
  return [
    db.select({ id: rooms.id }).from(rooms).where(inArray(rooms.id, roomOfLink)).for("key share"),
    db.select({ id: invites.id }).from(invites).where(link).for("update"),
  ] as const;
}

/** Takes a use of the link and adds the user; adds nobody if the link is no longer valid. */
export function insertInvited(db: Database, row: typeof users.$inferInsert, tokenHash: string) {
  return db.execute(sql`
    with used as (
      update ${invites} set uses = ${invites.uses} + 1 where ${and(eq(invites.tokenHash, tokenHash), isOpen())}
      returning id
    )
    insert into users (id, username, username_key, mention_key, search_key)
    select ${row.id}::uuid, ${row.username}, ${row.usernameKey}, ${row.mentionKey}, ${row.searchKey} from used`);
}

/** Makes the user a member of the link's room. */
export function joinInvited(db: Database, userId: string, tokenHash: string) {
  return db.execute<{ room_id: string; silent: boolean }>(sql`
    insert into ${members} (room_id, user_id, last_read_seq, silent)
    select ${rooms.id}, ${userId}::uuid, ${rooms.headSeq}, ${rooms.archivedAt} is not null from ${rooms}
    inner join ${invites} on ${and(eq(invites.roomId, rooms.id), eq(invites.tokenHash, tokenHash))}
    returning room_id, silent`);
}
