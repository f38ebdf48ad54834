/** Commands to rooms and inboxes (D8): stored with the change, retried, and deleted once carried out or too old. */
import { inArray, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { COMMAND_IDS_MAX, type InboxCommand, type RoomCommand } from "@/lib/server/commands";
import type { Database } from "./client";
import { pendingCommands, sessionRooms, sessions } from "./schema";

export interface PendingCall {
  id: number;
  target: "room" | "inbox";
  /** The room's or the user's id. */
  targetId: string;
  commands: Array<RoomCommand | InboxCommand>;
  /** When the change was made (epoch ms, the database's clock). */
  at: number;
}

/** `id` and `at` come as text: the driver reads neither a bigint nor a numeric as a number. */
interface Row extends Record<string, unknown> {
  id: string;
  target: PendingCall["target"];
  target_id: string;
  orders: PendingCall["commands"];
  at: string;
}

const RETURNED = sql`returning id, target, target_id, orders, ${epochMs(sql`at`)} as at`;

/** A timestamp in epoch ms. */
export function epochMs(time: SQL): SQL {
  return sql`floor(extract(epoch from ${time}) * 1000)::bigint`;
}

export function callsIn({ rows }: { rows: unknown[] }): PendingCall[] {
  return (rows as Row[]).map(({ id, target, target_id, orders, at }) => ({
    id: Number(id),
    target,
    targetId: target_id,
    commands: orders,
    at: Number(at),
  }));
}

/** Runs `change`, which must return the changed rows. If there are any, stores the commands to the room. */
export function changeWithCall(db: Database, change: SQLWrapper, roomId: string, commands: readonly RoomCommand[]) {
  return db.execute(sql`
    with changed as ${change}
    insert into ${pendingCommands} (target, target_id, orders)
    select 'room', ${roomId}::uuid, ${JSON.stringify(commands)}::jsonb from (select from changed limit 1) one
    ${RETURNED}`);
}

/** Stores commands to a room if `condition` holds. */
export function storeCall(db: Database, roomId: string, commands: readonly RoomCommand[], condition: SQL | undefined) {
  return db.execute(sql`
    insert into ${pendingCommands} (target, target_id, orders)
    select 'room', ${roomId}::uuid, ${JSON.stringify(commands)}::jsonb where ${condition}
    ${RETURNED}`);
}

/** Stores a command to each room that `roomIds` selects in a column `id`. */
export function storeCalls(db: Database, roomIds: SQL, command: RoomCommand) {
  return db.execute(insertCalls(sql`(${roomIds})`, command));
}

/** The part of a statement that stores a command to each room of a relation with a column `id`. */
export function insertCalls(relation: SQL, command: RoomCommand): SQL {
  return sql`
    insert into ${pendingCommands} (target, target_id, orders)
    select 'room', picked_room.id, ${JSON.stringify([command])}::jsonb from ${relation} picked_room
    ${RETURNED}`;
}

/** Stores the commands that `rows` selects: the room in a column `id`, the commands in a column `orders` (JSON). */
export function storeSelected(db: Database, rows: SQL) {
  return db.execute(sql`
    insert into ${pendingCommands} (target, target_id, orders)
    select 'room', picked.id, picked.orders from (${rows}) picked
    ${RETURNED}`);
}

/**
 * Stores the commands that close these sessions' sockets in the rooms that they had tickets for and in their users' inboxes.
 * A command that is still pending is not stored again.
 */
export function storeSessionCloses(db: Database, which: SQL | undefined) {
  return db.execute(sql`
    with ended as (
      select id, user_id from ${sessions} where ${which}
    ), places as (
      select 'room' as target, r.room_id as target_id, r.session_id from ${sessionRooms} r where r.session_id in (select id from ended)
      union all
      select 'inbox', user_id, id from ended
    ), numbered as (
      select target, target_id, session_id,
        (row_number() over (partition by target, target_id order by session_id) - 1) / ${COMMAND_IDS_MAX}::int as part from places
    ), calls as (
      select target, target_id, jsonb_build_array(
        jsonb_build_object('type', 'close', 'sessions', jsonb_agg(session_id order by session_id))) as orders
      from numbered group by target, target_id, part
    )
    insert into ${pendingCommands} (target, target_id, orders)
    select target, target_id, orders from calls
    where not exists (select from ${pendingCommands} p
      where p.target = calls.target and p.target_id = calls.target_id and p.orders = calls.orders)
    ${RETURNED}`);
}

/** Whether a row of `sessions` may still have open sockets: commands that close them are pending. */
export function hasPendingClose(): SQL {
  return sql`exists (select from ${pendingCommands} p where p.orders @>
    jsonb_build_array(jsonb_build_object('type', 'close', 'sessions', jsonb_build_array(${sessions.id}))))`;
}

/** A flush skips commands younger than this: the request that stored them is probably still delivering them. */
const ON_THE_WAY = sql`interval '1 second'`;
/** At most this many rows reach a room with one flush. */
const UNDELIVERED_MAX = 20;

/** The pending commands to a target, as JSON, oldest first: for queries that the target makes anyway. */
export function pendingCallsOf(target: PendingCall["target"], targetId: string): SQL {
  return sql`
    select jsonb_agg(jsonb_build_object('id', c.id, 'commands', c.orders, 'at', ${epochMs(sql`c.at`)}) order by c.id) from (
      select id, orders, at from ${pendingCommands}
      where target_id = ${targetId}::uuid and target = ${target} and at < now() - ${ON_THE_WAY} order by id limit ${UNDELIVERED_MAX}) c`;
}

/** Whether a command is due: for queries that are made anyway. */
export const isAnyCallDue = sql<boolean>`exists (select from pending_commands where due_at <= now())`;

export interface ClaimedCalls {
  calls: PendingCall[];
  /** Time until the next stored command is due, or a claim ends; undefined if none is stored. */
  nextInMs: number | undefined;
}

/** Claims due commands for `leaseMs`: no other sender gets them meanwhile. Deletes commands older than `keepMs`. */
export async function claimCalls(db: Database, max: number, leaseMs: number, keepMs: number): Promise<ClaimedCalls> {
  const ms = (count: number) => sql`${count} * interval '1 millisecond'`;
  const [, claimed, next] = await db.batch([
    db.execute(sql`delete from ${pendingCommands} where at < now() - ${ms(keepMs)}`),
    db.execute(sql`
      update ${pendingCommands} set due_at = now() + ${ms(leaseMs)}
      where id in (select id from ${pendingCommands} where due_at <= now() order by due_at, id limit ${max} for update skip locked)
      ${RETURNED}`),
    db.execute<{ ms: string | null }>(sql`
      select ${epochMs(sql`min(due_at)`)} - ${epochMs(sql`clock_timestamp()`)} as ms from ${pendingCommands}`),
  ]);
  const nextInMs = next.rows[0]?.ms;
  return {
    calls: callsIn(claimed).sort((a, b) => a.id - b.id),
    nextInMs: nextInMs == null ? undefined : Math.max(0, Number(nextInMs)),
  };
}

/** Deletes commands that have been carried out. */
export async function settleCalls(db: Database, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await db.delete(pendingCommands).where(inArray(pendingCommands.id, [...ids]));
}

/** Delays refused commands by an hour, since an early retry is useless. */
export async function postponeCalls(db: Database, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const dueAt = sql`now() + interval '1 hour'`;
  await db
    .update(pendingCommands)
    .set({ dueAt })
    .where(inArray(pendingCommands.id, [...ids]));
}
