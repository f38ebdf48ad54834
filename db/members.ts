import { and, eq, sql } from "drizzle-orm";
import type { Role } from "../lib/protocol";
import type { Database } from "./client";
import { members, rooms, sessionRooms, sessions } from "./schema";

/**
 * Lets a user in: a public room makes a newcomer a member, a private one admits only those who are. Notes where the session
 * may now be; one that has ended meanwhile is not noted, and the row's lock keeps it from ending before the note is there.
 * One batch. Undefined: no such room, or none that this user may know of (D2), or no such session any more.
 */
export async function admit(
  db: Database,
  roomId: string,
  userId: string,
  sessionId: string,
): Promise<Role | undefined> {
  const [, , [member]] = await db.batch([
    db.execute(sql`
      insert into ${members} (room_id, user_id)
      select ${rooms.id}, ${userId}::uuid from ${rooms}
      where ${and(eq(rooms.id, roomId), eq(rooms.visibility, "public"))}
      on conflict do nothing`),
    db.execute(sql`
      insert into ${sessionRooms} (session_id, room_id)
      select ${sessions.id}, ${members.roomId} from ${sessions}
      inner join ${members} on ${and(eq(members.userId, sessions.userId), eq(members.roomId, roomId))}
      where ${and(eq(sessions.id, sessionId), eq(sessions.userId, userId))}
      for key share of ${sessions}
      on conflict do nothing`),
    db
      .select({ role: members.role })
      .from(members)
      .innerJoin(sessionRooms, and(eq(sessionRooms.roomId, members.roomId), eq(sessionRooms.sessionId, sessionId)))
      .where(and(eq(members.roomId, roomId), eq(members.userId, userId))),
  ]);
  return member?.role;
}
