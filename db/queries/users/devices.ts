import { and, desc, eq, gt, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { sessions } from "@/db/schema";

export interface Device {
  /** The session's. */
  id: string;
  device: string;
  createdAt: Date;
  lastSeenAt: Date;
}

/** A user's living sessions, the one that was used last first. */
export function listDevices(db: Database, userId: string): Promise<Device[]> {
  const { id, device, createdAt, lastSeenAt } = sessions;
  return db
    .select({ id, device, createdAt, lastSeenAt })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, sql`now()`)))
    .orderBy(desc(lastSeenAt), desc(id));
}
