import { and, eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { invites, members } from "@/db/schema";

/** The room that an invite link leads to, where this user is in it already; also by one that has run out. */
export async function roomOfMember(db: Database, tokenHash: string, userId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ roomId: members.roomId })
    .from(invites)
    .innerJoin(members, and(eq(members.roomId, invites.roomId), eq(members.userId, userId)))
    .where(eq(invites.tokenHash, tokenHash));
  return row?.roomId;
}
