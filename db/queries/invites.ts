/** Invites to rooms: links, and invites for one user. Accepting one is in db/queries/membership.ts. */
import { and, count, desc, eq, isNull, not, notExists, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { bans, invites, members, rooms, users } from "@/db/schema";
import type { Invite, InvitedAnswer, OwnInvitesAnswer } from "@/lib/protocol/http/invites";
import { newId } from "@/lib/shared/ids";
import { hasBlocked } from "./blocks";
import { type Change, type ExpectedRole, guard, isInviteOpen, lockRoomShared } from "./membership";

/** The most invites in one list. */
const SHOWN_MAX = 200;

const maker = alias(users, "maker");
const guest = alias(users, "guest");

function selectInvites(db: Database) {
  return db
    .select({
      id: invites.id,
      user: { id: guest.id, username: guest.username },
      createdBy: { id: maker.id, username: maker.username },
      createdAt: invites.createdAt,
      expiresAt: invites.expiresAt,
      maxUses: invites.maxUses,
      uses: invites.uses,
    })
    .from(invites)
    .innerJoin(maker, eq(maker.id, invites.createdBy))
    .leftJoin(guest, eq(guest.id, invites.userId))
    .$dynamic();
}

function toInvite({
  user,
  createdAt,
  expiresAt,
  maxUses,
  ...rest
}: Awaited<ReturnType<typeof selectInvites>>[number]): Invite {
  return {
    ...rest,
    ...(user ? { user } : {}),
    createdAt: createdAt.getTime(),
    ...(expiresAt ? { expiresAt: expiresAt.getTime() } : {}),
    ...(maxUses === null ? {} : { maxUses }),
  };
}

/** The open invites to a room, newest first. */
export async function listInvites(db: Database, roomId: string): Promise<Invite[]> {
  const rows = await selectInvites(db)
    .where(and(eq(invites.roomId, roomId), isInviteOpen()))
    .orderBy(desc(invites.createdAt))
    .limit(SHOWN_MAX);
  return rows.map(toInvite);
}

/**
 * Invites a user, unless they have an invite to the room. An existing invite by somebody whom they have blocked is hidden
 * from them, so a new one by somebody else replaces it. False: a role has changed since the caller read it, or the user
 * is banned.
 */
export async function inviteUser(
  db: Database,
  { roomId, by, target }: Change,
): Promise<{ invite: Invite; isNew: boolean } | false> {
  const ban = db
    .select({ one: sql`1` })
    .from(bans)
    .where(and(eq(bans.roomId, roomId), eq(bans.userId, target.id)));
  const [, added, [row]] = await db.batch([
    lockRoomShared(db, roomId),
    db.execute(sql`
      insert into ${invites} (id, room_id, created_by, user_id)
      select ${newId()}::uuid, ${roomId}::uuid, ${by.id}::uuid, ${target.id}::uuid
      where ${guard(db, roomId, by)} and ${guard(db, roomId, target)} and ${notExists(ban)}
      on conflict (room_id, user_id) do update set id = excluded.id, created_by = excluded.created_by, created_at = now(), seen = false
        where ${hasBlocked(target.id, sql`${invites}.created_by`)} and not ${hasBlocked(target.id, sql`excluded.created_by`)}
      returning id`),
    selectInvites(db).where(and(eq(invites.roomId, roomId), eq(invites.userId, target.id))),
  ]);
  return row ? { invite: toInvite(row), isNew: added.rows.length > 0 } : false;
}

export interface NewLink {
  tokenHash: string;
  /** Null: until revoked. */
  expiresInS: number | null;
  /** Null: any number. */
  maxUses: number | null;
}

/** Creates an invite link. False: the caller's role has changed. */
export async function createLink(
  db: Database,
  roomId: string,
  by: ExpectedRole,
  link: NewLink,
): Promise<Invite | false> {
  const id = newId();
  const [, , [row]] = await db.batch([
    lockRoomShared(db, roomId),
    db.execute(sql`
      insert into ${invites} (id, room_id, created_by, token_hash, expires_at, max_uses)
      select ${id}::uuid, ${roomId}::uuid, ${by.id}::uuid, ${link.tokenHash},
        now() + make_interval(secs => ${link.expiresInS}::int), ${link.maxUses}::int
      where ${guard(db, roomId, by)}`),
    selectInvites(db).where(eq(invites.id, id)),
  ]);
  return row ? toInvite(row) : false;
}

/** The author and the invited user of an invite. Undefined: the room has no invite with this id. */
export async function invitePeople(db: Database, roomId: string, inviteId: string) {
  const [row] = await db
    .select({ userId: invites.userId, createdBy: invites.createdBy })
    .from(invites)
    .where(and(eq(invites.roomId, roomId), eq(invites.id, inviteId)));
  return row;
}

export async function deleteInvite(db: Database, roomId: string, inviteId: string): Promise<void> {
  await db.delete(invites).where(and(eq(invites.roomId, roomId), eq(invites.id, inviteId)));
}

/** The room of an open invite link, as a visitor may see it. */
export async function findLink(db: Database, tokenHash: string): Promise<InvitedAnswer | undefined> {
  const memberCount = db.select({ total: count() }).from(members).where(eq(members.roomId, rooms.id));
  const [row] = await db
    .select({
      name: rooms.name,
      description: rooms.description,
      memberCount: sql<string>`(${memberCount})`,
      invitedBy: users.username,
    })
    .from(invites)
    .innerJoin(rooms, eq(rooms.id, invites.roomId))
    .innerJoin(users, eq(users.id, invites.createdBy))
    .where(and(eq(invites.tokenHash, tokenHash), isInviteOpen()));
  if (!row) return undefined;
  const { name, description, memberCount: total, invitedBy } = row;
  return { room: { name, description, memberCount: Number(total) }, invitedBy };
}

/** The open invites by name for this user, the newest first, without those by people whom the user has blocked. */
export function ownInvites(db: Database, userId: string): Promise<OwnInvitesAnswer["invites"]> {
  return db
    .select({ id: invites.id, room: { id: rooms.id, name: rooms.name }, invitedBy: users.username })
    .from(invites)
    .innerJoin(rooms, eq(rooms.id, invites.roomId))
    .innerJoin(users, eq(users.id, invites.createdBy))
    .where(isWaitingFor(userId))
    .orderBy(desc(invites.createdAt))
    .limit(SHOWN_MAX);
}

/** Whether a row of `invites` waits for this user's answer: an open one by name, not by somebody whom they have blocked. */
export function isWaitingFor(userId: string): SQL | undefined {
  return and(
    eq(invites.userId, userId),
    isNull(invites.tokenHash),
    isInviteOpen(),
    not(hasBlocked(userId, invites.createdBy)),
  );
}

// Statements of the batch that adds a user who signs up with an invite link (db/queries/users.ts).

/** Takes a use of the link and adds the user; adds nobody if the link is no longer valid. */
export function insertInvited(db: Database, row: typeof users.$inferInsert, tokenHash: string) {
  return db.execute(sql`
    with used as (
      update ${invites} set uses = ${invites.uses} + 1 where ${and(eq(invites.tokenHash, tokenHash), isInviteOpen())}
      returning id
    )
    insert into users (id, username, username_key, mention_key, search_key)
    select ${row.id}::uuid, ${row.username}, ${row.usernameKey}, ${row.mentionKey}, ${row.searchKey} from used`);
}

/** Makes the user a member of the link's room. */
export function joinInvited(db: Database, userId: string, tokenHash: string) {
  return db.execute<{ room_id: string; silent: boolean }>(sql`
    insert into ${members} (room_id, user_id, last_read_seq, silent)
    select ${rooms.id}, ${userId}::uuid, ${rooms.headSeq}, ${rooms.archivedAt} is not null from ${rooms}
    inner join ${invites} on ${and(eq(invites.roomId, rooms.id), eq(invites.tokenHash, tokenHash))}
    returning room_id, silent`);
}

/** The room of an invite link, open or not, if this user is a member of it. */
export async function roomOfMember(db: Database, tokenHash: string, userId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ roomId: members.roomId })
    .from(invites)
    .innerJoin(members, and(eq(members.roomId, invites.roomId), eq(members.userId, userId)))
    .where(eq(invites.tokenHash, tokenHash));
  return row?.roomId;
}
