import { and, asc, eq, exists, inArray, or, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { members, messages, users } from "@/db/schema";
import type { User } from "@/lib/protocol/room";

/** Those of these users who are members of the room or have an event in it; other names are not revealed. */
export function peopleOf(db: Database, roomId: string, ids: readonly string[]): Promise<User[]> {
  const one = sql`1`;
  const isMember = exists(
    db
      .select({ one })
      .from(members)
      .where(and(eq(members.roomId, roomId), eq(members.userId, users.id))),
  );
  // Includes reactions, which are rows of the log too.
  const wasActive = exists(
    db
      .select({ one })
      .from(messages)
      .where(and(eq(messages.roomId, roomId), eq(messages.authorId, users.id))),
  );
  return db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(and(inArray(users.id, [...ids]), or(isMember, wasActive)))
    .orderBy(asc(users.id));
}
