/** Which notifications of a user exist for them (docs/decisions/0026-notification-centre.md). */
import { and, desc, eq, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { hasBlocked } from "@/db/queries/blocks";
import { isListed as isRoomListed } from "@/db/queries/directs";
import { isWaitingFor } from "@/db/queries/invites";
import { canSee } from "@/db/queries/visibility";
import { invites, members, mentions, messages, notifications, reactions, rooms } from "@/db/schema";
import type { Unseen } from "@/lib/protocol/http/notifications";
import { NOTIFICATIONS_MAX, UNSEEN_MAX } from "@/lib/protocol/limits";

/** The newest rows of a user, so that the work is bounded however many of them are not listed. */
export function newestOf(db: Database, userId: string) {
  return db
    .select()
    .from(notifications)
    .where(eq(notifications.userId, userId))
    .orderBy(desc(notifications.at), desc(notifications.roomId), desc(notifications.event))
    .limit(NOTIFICATIONS_MAX)
    .as("newest");
}
export type Newest = ReturnType<typeof newestOf>;

/** The rows of one batch have the same time: within a room, the newest event is first. */
export const newestFirst = ({ at, roomId, event }: Newest) => [desc(at), desc(roomId), desc(event)];

/** The joins of `newestOf`. Each row has one of each. */
export function joinsOf(db: Database, userId: string, newest: Newest) {
  return {
    room: and(eq(rooms.id, newest.roomId), canSee(db, userId)),
    member: and(
      eq(members.roomId, newest.roomId),
      eq(members.userId, userId),
      ne(members.notify, "none"),
      isRoomListed(),
    ),
    message: and(eq(messages.roomId, newest.roomId), eq(messages.seq, newest.seq), isNull(messages.deletedAt)),
  };
}

/** Whether a joined row is listed: its text still mentions the user, somebody still reacts, and they have not blocked its people. */
export function isListed(userId: string, newest: Newest): SQL {
  return sql`case ${newest.kind}
    when 'reaction' then exists (select from ${reactions} r
      where r.room_id = ${newest.roomId} and r.seq = ${newest.seq} and ${isByAnother(userId)})
    when 'mention' then not ${hasBlocked(userId, messages.authorId)} and exists (select from ${mentions} m
      where m.room_id = ${newest.roomId} and m.seq = ${newest.seq} and m.user_id = ${userId}::uuid)
    else not ${hasBlocked(userId, messages.authorId)} end`;
}

/** Whether a row `r` of reactions is by somebody else, whom the user has not blocked. */
export function isByAnother(userId: string): SQL {
  return sql`r.user_id <> ${userId}::uuid and not ${hasBlocked(userId, sql`r.user_id`)}`;
}

/** Whether a joined row is unseen: no list has shown it and, unless it is a reaction, it is not read in its room. */
export function isUnseen(newest: Newest): SQL<boolean> {
  return sql<boolean>`(not ${newest.seen} and (${newest.kind} = 'reaction' or ${newest.event} > ${members.lastReadSeq}))`;
}

/** The user's unseen notifications, the newest first. */
export function selectUnseen(db: Database, userId: string) {
  const newest = newestOf(db, userId);
  const { room, member, message } = joinsOf(db, userId, newest);
  const ofMessages = db
    .select({ roomId: newest.roomId, seq: newest.seq, kind: newest.kind, event: newest.event, at: newest.at })
    .from(newest)
    .innerJoin(rooms, room)
    .innerJoin(members, member)
    .innerJoin(messages, message)
    .where(and(isUnseen(newest), isListed(userId, newest)))
    .orderBy(...newestFirst(newest))
    .limit(UNSEEN_MAX);
  const ofInvites = db
    .select({ roomId: invites.roomId, createdAt: invites.createdAt })
    .from(invites)
    .where(and(isWaitingFor(userId), eq(invites.seen, false)));
  return db.execute<{ unseen: Unseen[] | null }>(sql`
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('roomId', room_id, 'seq', seq, 'event', unread))
      order by at desc, room_id desc, event desc) as unseen
    from (
      select room_id, seq, case when kind <> 'reaction' then event end as unread, at, event from (${ofMessages}) as m
      union all select room_id, 0, null, created_at, 0 from (${ofInvites}) as i
      order by at desc, room_id desc, event desc limit ${UNSEEN_MAX}::int
    ) as u`);
}
