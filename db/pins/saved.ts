/** The messages that a user has saved for later (docs/decisions/0023-pins.md). */
import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { otherIdFor } from "@/db/queries/directs";
import { canSee } from "@/db/queries/visibility";
import { messages, rooms, savedMessages, users } from "@/db/schema";
import { writeMessageCursor } from "@/lib/protocol/http/parameters";
import type { SavedAnswer, SavedRequest } from "@/lib/protocol/http/pins";
import { SAVED_MAX } from "@/lib/protocol/limits";
import { isListable, LISTED, toListed } from "./listed";

const place = (userId: string, roomId: string, seq: number) =>
  and(eq(savedMessages.userId, userId), eq(savedMessages.roomId, roomId), eq(savedMessages.seq, seq));

/** Saves a message of a room that the user may see. One batch. "not_found": no such room or message, or the user may not know of it (D2). */
export async function saveMessage(
  db: Database,
  userId: string,
  roomId: string,
  seq: number,
): Promise<"saved" | "unchanged" | "not_found" | "full"> {
  const isThis = and(eq(messages.roomId, roomId), eq(messages.seq, seq), isListable());
  const [, added, [found]] = await db.batch([
    // So that two requests at once do not exceed the limit.
    db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update"),
    db.execute(sql`
      insert into ${savedMessages} (user_id, room_id, seq)
      select ${userId}::uuid, ${messages.roomId}, ${messages.seq} from ${messages}
      inner join ${rooms} on ${and(eq(rooms.id, messages.roomId), canSee(db, userId))}
      where ${isThis} and (select count(*) from ${savedMessages} own where own.user_id = ${userId}::uuid) < ${SAVED_MAX}::int
      on conflict do nothing
      returning seq`),
    db
      .select({ isSaved: sql<boolean>`${savedMessages.seq} is not null` })
      .from(messages)
      .innerJoin(rooms, and(eq(rooms.id, messages.roomId), canSee(db, userId)))
      .leftJoin(savedMessages, place(userId, roomId, seq))
      .where(isThis),
  ]);
  if (added.rows.length > 0) return "saved";
  if (!found) return "not_found";
  return found.isSaved ? "unchanged" : "full";
}

/** Removes a message from the saved ones. Returns whether it was one. */
export async function removeSaved(db: Database, userId: string, roomId: string, seq: number): Promise<boolean> {
  const removed = await db
    .delete(savedMessages)
    .where(place(userId, roomId, seq))
    .returning({ seq: savedMessages.seq });
  return removed.length > 0;
}

const other = alias(users, "other");

/** A page of a user's saved messages, those saved last first, without those in rooms that the user may no longer see (D2). */
export async function listSaved(db: Database, userId: string, { cursor, limit }: SavedRequest): Promise<SavedAnswer> {
  const { savedAt, roomId, seq } = savedMessages;
  const rows = await db
    .select({ ...LISTED, savedAt, roomId, name: rooms.name, otherId: other.id, otherName: other.username })
    .from(savedMessages)
    .innerJoin(rooms, and(eq(rooms.id, roomId), canSee(db, userId)))
    .innerJoin(messages, and(eq(messages.roomId, roomId), eq(messages.seq, seq)))
    .innerJoin(users, eq(users.id, messages.authorId))
    .leftJoin(other, eq(other.id, otherIdFor(userId)))
    .where(
      and(
        eq(savedMessages.userId, userId),
        cursor &&
          sql`(${savedAt}, ${roomId}, ${seq}) < (${new Date(cursor.at).toISOString()}::timestamptz, ${cursor.roomId}::uuid, ${cursor.seq}::bigint)`,
      ),
    )
    .orderBy(desc(savedAt), desc(roomId), desc(seq))
    .limit(limit + 1);
  const saved = rows.slice(0, limit).map(({ savedAt, roomId, name, otherId, otherName, ...row }) => ({
    ...toListed(row),
    room: { id: roomId, name, ...(otherId && otherName && { direct: { id: otherId, username: otherName } }) },
    savedAt: savedAt.getTime(),
  }));
  const last = saved.at(-1);
  if (rows.length <= limit || !last) return { saved };
  return { saved, nextCursor: writeMessageCursor({ at: last.savedAt, roomId: last.room.id, seq: last.seq }) };
}
