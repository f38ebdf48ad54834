import { and, eq, sql } from "drizzle-orm";
import type { Role } from "../lib/protocol";
import type { Database } from "./client";
import { members, rooms } from "./schema";

/**
 * Lets a user in: a public room makes a newcomer a member, a private one admits only those who are.
 * One batch. Undefined: no such room, or none that this user may know of (D2).
 */
export async function admit(db: Database, roomId: string, userId: string): Promise<Role | undefined> {
  const [, [member]] = await db.batch([
    db.execute(sql`
      insert into ${members} (room_id, user_id)
      select ${rooms.id}, ${userId}::uuid from ${rooms}
      where ${and(eq(rooms.id, roomId), eq(rooms.visibility, "public"))}
      on conflict do nothing`),
    db
      .select({ role: members.role })
      .from(members)
      .where(and(eq(members.roomId, roomId), eq(members.userId, userId))),
  ]);
  return member?.role;
}
