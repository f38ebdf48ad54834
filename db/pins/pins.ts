/** The pinned messages of a room (docs/decisions/0023-pins.md). */
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { callsIn, changeWithCall, type PendingCall } from "@/db/pending-calls";
import { isPairBlocked } from "@/db/queries/blocks";
import { type ExpectedRole, guard, lockRoom } from "@/db/queries/membership";
import { canSee } from "@/db/queries/visibility";
import { members, messages, pins, rooms, users } from "@/db/schema";
import type { Pin } from "@/lib/protocol/http/pins";
import type { Role } from "@/lib/protocol/levels";
import { PINS_MAX } from "@/lib/protocol/limits";
import type { RoomCommand } from "@/lib/server/commands";
import { isListable, LISTED, toListed } from "./listed";

/** What decides whether a user may change a pin. */
export interface PinAccess {
  /** Undefined: not a member. */
  role: Role | undefined;
  isDirect: boolean;
  /** Nobody may write in the room, or it is a request to the user, who only previews it. */
  isReadOnly: boolean;
  memberCount: number;
  /** Whether the archive has this message, and it can be pinned. */
  isMessage: boolean;
  isPinned: boolean;
  isFull: boolean;
}

const pinCount = sql<number>`(select count(*)::int from ${pins} counted where counted.room_id = ${rooms.id})`;

/** One query. Undefined: no such room, or none that the user may know of (D2). */
export async function pinAccess(
  db: Database,
  roomId: string,
  seq: number,
  userId: string,
): Promise<PinAccess | undefined> {
  const isInPlace = and(eq(messages.roomId, rooms.id), eq(messages.seq, seq), isListable());
  const [row] = await db
    .select({
      role: members.role,
      isDirect: sql<boolean>`${rooms.directKey} is not null`,
      isReadOnly: sql<boolean>`(${rooms.archivedAt} is not null or ${members.request} is not null or ${isPairBlocked()})`,
      memberCount: sql<number>`(select count(*)::int from ${members} counted where counted.room_id = ${rooms.id})`,
      isMessage: sql<boolean>`exists (select from ${messages} where ${isInPlace})`,
      isPinned: sql<boolean>`exists (select from ${pins} where ${and(eq(pins.roomId, rooms.id), eq(pins.seq, seq))})`,
      isFull: sql<boolean>`${pinCount} >= ${PINS_MAX}::int`,
    })
    .from(rooms)
    .leftJoin(members, and(eq(members.roomId, rooms.id), eq(members.userId, userId)))
    .where(and(eq(rooms.id, roomId), canSee(db, userId)));
  return row && { ...row, role: row.role ?? undefined };
}

/**
 * Pins a message and stores the command to the room. False: something that the caller has read has changed, or the message is pinned
 * already.
 */
export async function addPin(
  db: Database,
  roomId: string,
  seq: number,
  by: ExpectedRole,
  commands: readonly RoomCommand[],
): Promise<PendingCall[] | false> {
  const change = sql`(
    insert into ${pins} (room_id, seq, pinned_by)
    select ${messages.roomId}, ${messages.seq}, ${by.id}::uuid from ${messages}
    inner join ${rooms} on ${and(eq(rooms.id, messages.roomId), isNull(rooms.archivedAt))}
    where ${and(eq(messages.roomId, roomId), eq(messages.seq, seq), isListable(), guard(db, roomId, by))}
      and ${pinCount} < ${PINS_MAX}::int
    on conflict do nothing
    returning room_id)`;
  const [, added] = await db.batch([lockRoom(db, roomId), changeWithCall(db, change, roomId, commands)]);
  return added.rows.length > 0 && callsIn(added);
}

/** Unpins a message and stores the command to the room. False: the caller's role has changed, or the message is not pinned. */
export async function removePin(
  db: Database,
  roomId: string,
  seq: number,
  by: ExpectedRole,
  commands: readonly RoomCommand[],
): Promise<PendingCall[] | false> {
  const change = db
    .delete(pins)
    .where(and(eq(pins.roomId, roomId), eq(pins.seq, seq), guard(db, roomId, by)))
    .returning({ roomId: pins.roomId });
  const [, removed] = await db.batch([lockRoom(db, roomId), changeWithCall(db, change, roomId, commands)]);
  return removed.rows.length > 0 && callsIn(removed);
}

const pinner = alias(users, "pinner");

/** The pinned messages of a room, the newest pin first. The caller checks that its user may see the room. */
export async function listPins(db: Database, roomId: string): Promise<Pin[]> {
  const rows = await db
    .select({ ...LISTED, pinnerId: pinner.id, pinnerName: pinner.username, pinnedAt: pins.pinnedAt })
    .from(pins)
    .innerJoin(messages, and(eq(messages.roomId, pins.roomId), eq(messages.seq, pins.seq)))
    .innerJoin(users, eq(users.id, messages.authorId))
    .innerJoin(pinner, eq(pinner.id, pins.pinnedBy))
    .where(eq(pins.roomId, roomId))
    .orderBy(desc(pins.pinnedAt), desc(pins.seq))
    .limit(PINS_MAX);
  return rows.map(({ pinnerId, pinnerName, pinnedAt, ...row }) => ({
    ...toListed(row),
    pinnedBy: { id: pinnerId, username: pinnerName },
    pinnedAt: pinnedAt.getTime(),
  }));
}

/** The seqs of a room's pins, the newest pin first, and of the messages there that the user has saved; null: none. */
export function marksOf(db: Database, roomId: string, userId: string) {
  return db.execute<{ pinned: number[] | null; saved: number[] | null }>(sql`select
    (select jsonb_agg(seq order by pinned_at desc, seq desc) from pins where room_id = ${roomId}::uuid) as pinned,
    (select jsonb_agg(seq order by seq) from saved_messages
      where user_id = ${userId}::uuid and room_id = ${roomId}::uuid) as saved`);
}
