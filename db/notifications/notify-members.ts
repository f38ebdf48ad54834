import { type SQL, sql } from "drizzle-orm";
import { blocks, members, messages, notifications } from "@/db/schema";

/** What the batch has that notifies somebody. */
interface Notifying {
  mentions: boolean;
  replies: boolean;
  reactions: boolean;
}

/**
 * The parts of the archive's statement that notify members, each in one row for a message (docs/decisions/0026-notification-centre.md).
 * `replied` has the authors of the messages that new ones reply to. They read the relations `room`, `added`, `noted` and
 * `last_reaction` of db/queries/append.ts.
 */
export function notifyMembers(room: SQL, batch: Notifying): SQL[] {
  const notices = [
    ...(batch.mentions
      ? [sql`select user_id, seq, 'mention' as kind, at as event, null::uuid as actor_id from noted`]
      : []),
    ...(batch.replies ? [sql`select user_id, seq, 'reply', seq, null::uuid from replied`] : []),
    ...(batch.reactions ? [sql`select user_id, seq, 'reaction', event, actor_id from reacted`] : []),
  ];
  if (notices.length === 0) return [];
  return [
    ...(batch.replies ? [findReplied(room)] : []),
    ...(batch.reactions ? [findReacted(room)] : []),
    sql`notices(user_id, seq, kind, event, actor_id) as (${sql.join(notices, sql` union all `)})`,
    // In the order of `markSeen`, so that the two do not wait for each other. A reply that also mentions its reader is a reply.
    sql`notified as (
      insert into ${notifications} (room_id, user_id, seq, kind, event, actor_id)
      select distinct on (n.user_id, n.seq) ${room}, n.user_id, n.seq, n.kind, n.event, n.actor_id
      from notices n
      cross join room
      inner join ${members} m on m.room_id = ${room} and m.user_id = n.user_id
      where n.kind = 'reaction' or not room.is_direct
      order by n.user_id, n.seq, n.kind desc
      on conflict (room_id, user_id, seq) do update
        set event = excluded.event, actor_id = excluded.actor_id, at = excluded.at, seen = false
    )`,
  ];
}

/** `replied`: new messages that reply to one of another user. */
function findReplied(room: SQL): SQL {
  return sql`
    replied as (
      select a.seq, a.reply_to, coalesce(t.author_id, m.author_id) as user_id
      from added a
      left join added t on t.seq = a.reply_to and t.kind = 'message' and t.notice is null
      left join ${messages} m on m.room_id = ${room} and m.seq = a.reply_to and m.kind = 'message' and m.notice is null
      where a.reply_to is not null and a.deleted_at is null and coalesce(t.author_id, m.author_id) <> a.author_id
    )`;
}

/** `reacted`: the newest reaction of another user to each message, of those whom its author has not blocked: they make nothing unseen. */
function findReacted(room: SQL): SQL {
  return sql`
    reacted as (
      select distinct on (w.target) w.target as seq, w.seq as event, w.author_id as actor_id,
        coalesce(t.author_id, m.author_id) as user_id
      from last_reaction w
      left join added t on t.seq = w.target and t.kind = 'message'
      left join ${messages} m on m.room_id = ${room} and m.seq = w.target and m.kind = 'message'
      where w.is_on and coalesce(t.author_id, m.author_id) <> w.author_id
        and not exists (select from ${blocks} b where b.user_id = coalesce(t.author_id, m.author_id) and b.blocked_id = w.author_id)
      order by w.target, w.seq desc
    )`;
}
