import { type SQL, sql } from "drizzle-orm";
import { files, messages } from "@/db/schema";
import type { LogEntry } from "@/lib/events/reduce";

/** Of so many messages that have a file, one takes its place when the first is deleted. A retry makes two. */
const KEPT_MAX = 10;

/** The files of a batch's messages, with the time of a deletion in the same batch. */
export function filesIn(entries: readonly LogEntry[]) {
  const events = entries.map(({ event }) => event);
  const deletions = new Map(events.flatMap((event) => (event.kind === "delete" ? [[event.target, event.at]] : [])));
  return events.flatMap((event) => {
    if (event.kind !== "message" || !event.files) return [];
    return event.files.map(({ id }) => ({ seq: event.seq, id, deleted_at: deletions.get(event.seq) }));
  });
}

/**
 * The parts of the archive's statement (db/queries/append.ts) that note which messages have a file, and, once all of them are deleted,
 * that its bytes can be removed. `holders` are the messages, archived or new, of each file that the batch changes: the rows of new ones
 * are not visible to the statement. A file is only a message's if it is its author's and in its room.
 */
export function fileParts(room: SQL, attached: ReturnType<typeof filesIn>, isDeleting: boolean): SQL[] {
  if (attached.length === 0 && !isDeleting) return [];
  return [
    sql`attached as (
      select f.id, a.seq, to_timestamp(a.deleted_at / 1000.0) as deleted_at
      from jsonb_to_recordset(${JSON.stringify(attached)}::jsonb) as a(seq bigint, id uuid, deleted_at bigint)
      inner join added on added.seq = a.seq
      inner join ${files} f on f.id = a.id and f.room_id = ${room} and f.user_id = added.author_id
    )`,
    sql`ended as (${
      isDeleting
        ? sql`select target as seq, deleted_at from amendments where deleted_at is not null`
        : sql`select null::bigint as seq, null::timestamptz as deleted_at where false`
    })`,
    sql`holders as (
      select f.id, had.seq, coalesce(m.deleted_at, ended.deleted_at) as deleted_at
      from (
        select id from attached
        union select f.id from ended inner join ${files} f on f.room_id = ${room} and f.seq = ended.seq) changed
      inner join ${files} f on f.id = changed.id
      cross join lateral unnest(array_prepend(f.seq, f.later_seqs)) as had(seq)
      inner join ${messages} m on m.room_id = ${room} and m.seq = had.seq
      left join ended on ended.seq = had.seq
      union select id, seq, deleted_at from attached
    )`,
    sql`filed as (
      update ${files} f set
        seq = coalesce(h.kept[1], f.seq, h.first),
        later_seqs = coalesce(h.kept[2:${KEPT_MAX}::int], '{}'),
        deleted_at = case when h.kept is null then coalesce(f.deleted_at, h.deleted_at) else f.deleted_at end
      from (
        select id, min(seq) as first, max(deleted_at) as deleted_at,
          array_agg(seq order by seq) filter (where deleted_at is null) as kept
        from holders group by id) h
      where f.id = h.id
    )`,
  ];
}
