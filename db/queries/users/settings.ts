import { eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { callsIn, insertCalls, type PendingCall } from "@/db/queries/messages/pending-calls";
import { members, sessionRooms, sessions, users } from "@/db/schema";
import type { SettingsAnswer } from "@/lib/protocol/api";
import type { RoomCommand } from "@/lib/server/commands";

/** What somebody has chosen for themselves. */
export async function settingsOf(db: Database, userId: string): Promise<SettingsAnswer> {
  const [row] = await db.select({ receipts: users.receipts }).from(users).where(eq(users.id, userId));
  if (!row) throw new Error("there is no such user");
  return row;
}

/**
 * Sets whether a user sends and gets read receipts, and stores the command for each room in which they may have an open socket (D8): those
 * that they are a member of and for which a live session of theirs has had a ticket. None if the setting has not changed. One statement.
 */
export async function setReceipts(db: Database, userId: string, receipts: boolean): Promise<PendingCall[]> {
  const order = { type: "receipts", userId, on: receipts } satisfies RoomCommand;
  const stored = await db.execute(sql`
    with changed as (
      update ${users} set receipts = ${receipts} where id = ${userId}::uuid and receipts <> ${receipts} returning id
    ), picked as (
      select distinct r.room_id as id from changed
      inner join ${sessions} s on s.user_id = changed.id and s.expires_at > now()
      inner join ${sessionRooms} r on r.session_id = s.id
      inner join ${members} m on m.room_id = r.room_id and m.user_id = changed.id
    )
    ${insertCalls(sql`picked`, order)}`);
  return callsIn(stored);
}
