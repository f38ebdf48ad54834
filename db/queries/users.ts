import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { violatesForeignKey, violatesUnique } from "@/db/errors";
import { callsIn, insertCalls, type PendingCall } from "@/db/pending-calls";
import { credentials, members, passkeys, sessionRooms, sessions, users } from "@/db/schema";
import { keysOf } from "@/db/username-keys";
import type { SettingsAnswer } from "@/lib/protocol/http/accounts";
import type { User } from "@/lib/protocol/room";
import type { RoomCommand } from "@/lib/server/commands";
import { isReservedName } from "@/lib/server/names/reserved-names";
import { usernameKey } from "@/lib/server/names/username-key";
import { newId } from "@/lib/shared/ids";
import { insertInvited, joinInvited } from "./invites";
import { lockLink } from "./membership";
import type { PasskeyRow } from "./passkeys";
import type { NewSession } from "./sessions";

/** Whether a name is taken, in any spelling. Reserved names always are. */
export async function usernameExists(db: Database, username: string): Promise<boolean> {
  if (isReservedName(username)) return true;
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(eq(users.usernameKey, usernameKey(username)));
  return rows.length > 0;
}

/** The user with this name, in any spelling. */
export async function findUser(db: Database, username: string): Promise<User | undefined> {
  const [user] = await db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(and(eq(users.usernameKey, usernameKey(username)), isNull(users.deletedAt)));
  return user;
}

export type CredentialKind = (typeof credentials.$inferSelect)["kind"];

/** The user with this name, in any spelling, with their stored credential of this kind if there is one. */
export async function findCredential(
  db: Database,
  username: string,
  kind: CredentialKind,
): Promise<{ user: User; secret: string | undefined } | undefined> {
  const [row] = await db
    .select({ id: users.id, username: users.username, secret: credentials.secret })
    .from(users)
    .leftJoin(credentials, and(eq(credentials.userId, users.id), eq(credentials.kind, kind)))
    .where(and(eq(users.usernameKey, usernameKey(username)), isNull(users.deletedAt)));
  return row && { user: { id: row.id, username: row.username }, secret: row.secret ?? undefined };
}

/** The credentials of a new account, hashed. */
export interface SignInMethods {
  password?: string;
  recovery: string;
  passkey?: PasskeyRow & { device: string };
}

export type CreatedUser =
  /** `joined`: the room of the invite. */
  | { outcome: "created"; joined?: { roomId: string; silent: boolean } }
  /** Taken, perhaps by a concurrent sign-up. */
  | { outcome: "username_taken" }
  /** The invite has expired, is used up or was revoked. */
  | { outcome: "invite_required" }
  /** The passkey belongs to an account already. */
  | { outcome: "wrong_passkey" };

/**
 * Adds a user with a session; all or nothing. With `inviteHash`, adds nobody unless that link is still valid: one of its uses is
 * taken, and the user becomes a member of its room.
 */
export async function createUser(
  db: Database,
  user: User,
  { password, recovery, passkey }: SignInMethods,
  session: NewSession,
  inviteHash?: string,
): Promise<CreatedUser> {
  if (isReservedName(user.username)) return { outcome: "username_taken" };
  const secret = (kind: CredentialKind, secret: string) => ({ id: newId(), userId: user.id, kind, secret });
  const secrets = [secret("recovery", recovery), ...(password ? [secret("password", password)] : [])];
  const row = { ...user, usernameKey: usernameKey(user.username), ...keysOf(user.username) };
  const belongings = [
    db.insert(credentials).values(secrets),
    ...(passkey ? [db.insert(passkeys).values({ ...passkey, userId: user.id })] : []),
    db.insert(sessions).values({ ...session, userId: user.id }),
  ] as const;
  try {
    if (!inviteHash) {
      await db.batch([db.insert(users).values(row), ...belongings]);
      return { outcome: "created" };
    }
    const [, , , joined] = await db.batch([
      ...lockLink(db, inviteHash),
      insertInvited(db, row, inviteHash),
      joinInvited(db, user.id, inviteHash),
      ...belongings,
    ]);
    const [room] = joined.rows;
    return { outcome: "created", ...(room && { joined: { roomId: room.room_id, silent: room.silent } }) };
  } catch (error) {
    if (violatesUnique(error, "users_username_key")) return { outcome: "username_taken" };
    if (violatesUnique(error, "passkeys_pkey")) return { outcome: "wrong_passkey" };
    // The link was no longer valid, so there is no user row to refer to.
    const isMissing = (constraint: string) => violatesForeignKey(error, constraint);
    if (isMissing("members_user_id_users_id_fk") || isMissing("credentials_user_id_users_id_fk")) {
      return { outcome: "invite_required" };
    }
    throw error;
  }
}

/** Replaces a stored password by a new hash of the same one, unless it has been changed meanwhile. */
export async function upgradePassword(db: Database, userId: string, from: string, to: string): Promise<void> {
  await db
    .update(credentials)
    .set({ secret: to })
    .where(and(eq(credentials.userId, userId), eq(credentials.kind, "password"), eq(credentials.secret, from)));
}

/** Replaces password and recovery code, if the code is still the stored one. One statement. False: the stored code has changed. */
export async function recoverUser(
  db: Database,
  userId: string,
  from: string,
  to: Record<CredentialKind, string>,
): Promise<boolean> {
  const { rows } = await db.execute(sql`
    with used as (
      update ${credentials} set secret = ${to.recovery}
      where user_id = ${userId}::uuid and kind = 'recovery' and secret = ${from} returning user_id
    ), changed as (
      insert into ${credentials} (id, user_id, kind, secret)
      select ${newId()}::uuid, user_id, 'password', ${to.password} from used
      on conflict (user_id, kind) do update set secret = excluded.secret
    )
    select user_id from used`);
  return rows.length > 0;
}

/** The stored password, if there is one. */
export async function passwordOf(db: Database, userId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ secret: credentials.secret })
    .from(credentials)
    .where(and(eq(credentials.userId, userId), eq(credentials.kind, "password")));
  return row?.secret;
}

/** Stores a credential, replacing the one of its kind. */
export async function setCredential(db: Database, userId: string, kind: CredentialKind, secret: string): Promise<void> {
  await db
    .insert(credentials)
    .values({ id: newId(), userId, kind, secret })
    .onConflictDoUpdate({ target: [credentials.userId, credentials.kind], set: { secret } });
}

export async function settingsOf(db: Database, userId: string): Promise<SettingsAnswer> {
  const [row] = await db.select({ receipts: users.receipts }).from(users).where(eq(users.id, userId));
  if (!row) throw new Error("no such user");
  return row;
}

/**
 * Sets whether a user sends and gets read receipts, and stores the command for each room in which they may have an open socket (D8): those
 * that they are a member of and for which a live session of theirs has had a ticket. None if the setting has not changed. One statement.
 */
export async function setReceipts(db: Database, userId: string, receipts: boolean): Promise<PendingCall[]> {
  const command = { type: "receipts", userId, on: receipts } satisfies RoomCommand;
  const stored = await db.execute(sql`
    with changed as (
      update ${users} set receipts = ${receipts} where id = ${userId}::uuid and receipts <> ${receipts} returning id
    ), picked as (
      select distinct r.room_id as id from changed
      inner join ${sessions} s on s.user_id = changed.id and s.expires_at > now()
      inner join ${sessionRooms} r on r.session_id = s.id
      inner join ${members} m on m.room_id = r.room_id and m.user_id = changed.id
    )
    ${insertCalls(sql`picked`, command)}`);
  return callsIn(stored);
}
