import { and, eq, inArray, sql } from "drizzle-orm";
import { newId } from "../lib/ids";
import type { Database } from "./client";
import { members, rooms, users } from "./schema";

/** What makes two users one direct room, whichever of them begins. */
const directKey = (one: string, other: string) => [one, other].sort().join(":");

/**
 * The direct room of two users, made where there is none; both are members of it from then on. One batch.
 * Undefined: there is no such other user. The caller sees to it that they are two.
 */
export async function openDirect(
  db: Database,
  userId: string,
  otherId: string,
): Promise<{ roomId: string; isNew: boolean } | undefined> {
  const key = directKey(userId, otherId);
  const living = and(eq(users.id, otherId), sql`${users.deletedAt} is null`);
  const [added, , [room]] = await db.batch([
    db.execute(sql`
      insert into ${rooms} (id, name, visibility, created_by, direct_key)
      select ${newId()}::uuid, '', 'private', ${userId}::uuid, ${key} from ${users} where ${living}
      on conflict (direct_key) do nothing
      returning id`),
    db.execute(sql`
      insert into ${members} (room_id, user_id)
      select ${rooms.id}, ${users.id} from ${rooms}
      inner join ${users} on ${and(inArray(users.id, [userId, otherId]), sql`${users.deletedAt} is null`)}
      where ${eq(rooms.directKey, key)}
      on conflict do nothing`),
    db.select({ id: rooms.id }).from(rooms).where(eq(rooms.directKey, key)),
  ]);
  return room && { roomId: room.id, isNew: added.rows.length > 0 };
}
