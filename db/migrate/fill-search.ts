/** Puts the messages from before the search into its indexes, in slices, while rooms write new ones. */
import { NeonDbError, type NeonQueryFunction } from "@neondatabase/serverless";

type Sql = NeonQueryFunction<false, false>;

/** Rows for each statement. Neon ends a statement over HTTP after 15 s, and a flush that amends one of the rows waits for it. */
const SLICE = 1_000;
/** After this time the build goes on without the rest, which the next build indexes. */
const TIME_MAX_MS = 10 * 60_000;
const DEADLOCK = "40P01";

/**
 * Indexes the next rows in the order of the primary key, and stores where the following slice begins. The lock on that row makes two builds take turns.
 * A slice that is not full is the last one: rows that rooms add later are indexed already.
 */
const FILL_SLICE = `
  with place as (select room_id, seq from search_fill for update),
  slice as (
    select m.room_id, m.seq from place, messages m
    where (m.room_id, m.seq) > (place.room_id, place.seq)
    order by m.room_id, m.seq limit ${SLICE}
  ), filled as (
    update messages m set searchable = true from slice
    where m.room_id = slice.room_id and m.seq = slice.seq and m.searchable is null
      and m.kind = 'message' and m.notice is null and m.deleted_at is null
  ), last as (select room_id, seq from slice order by room_id desc, seq desc limit 1),
  is_last as (select count(*) < ${SLICE} as yes from slice),
  moved as (update search_fill set room_id = last.room_id, seq = last.seq from last where not (select yes from is_last)),
  ended as (delete from search_fill where (select yes from is_last))
  select yes as is_last from is_last`;

/**
 * Indexes old messages until none is left, or `maxMs` have passed.
 * @returns whether all of them can be found now
 */
export async function fillSearch(sql: Sql, maxMs = TIME_MAX_MS): Promise<boolean> {
  const until = Date.now() + maxMs;
  while (Date.now() < until) if (await fillSlice(sql)) return true;
  return false;
}

/** @returns whether it was the last slice */
async function fillSlice(sql: Sql): Promise<boolean> {
  try {
    const [row] = await sql.query(FILL_SLICE);
    return row?.is_last === true;
  } catch (error) {
    // A flush locks the messages that it amends in another order.
    if (error instanceof NeonDbError && error.code === DEADLOCK) return fillSlice(sql);
    throw error;
  }
}
