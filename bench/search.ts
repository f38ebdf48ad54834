/**
 * `npm run bench:search`: the search in an archive of 1,000,000 messages on a PostgreSQL of its own, through the local Neon endpoint, beside LIKE
 * and pg_trgm. With --slices it first fills the index as a migration does, while a room writes, which takes minutes; else all at once.
 *
 *   npm run bench:search -- [--messages 1000000] [--slices]
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import pg from "pg";
import { openDatabase } from "@/db/client";
import { fillSearch } from "@/db/migrate/fill-search";
import { migrateDatabase } from "@/db/migrate/migrate";
import { patientSql } from "@/db/migrate/patient-sql";
import { appendEvents } from "@/db/queries/append";
import { searchMessages } from "@/db/search/search-messages";
import { openNeonGateway } from "@/dev/postgres/neon-gateway";
import { externalPostgres } from "@/dev/postgres/postgres";
import { searchQuery } from "@/lib/protocol/http/search";
import { newId } from "@/lib/shared/ids";
import { startPostgres } from "@/tests/harness/servers/servers";
import { corpus, seeded } from "./search-corpus";

const { values: options } = parseArgs({
  options: { messages: { type: "string", default: "1000000" }, slices: { type: "boolean", default: false } },
});
const total = Number(options.messages);
const USERS = 500;
const ROOMS = 200;
const AT_ONCE = 5_000;
/** The time that the messages span. */
const SPAN_MS = 365 * 24 * 3_600_000;
const ROUNDS = 5;
const PAGES = 3;

const random = seeded(16);
const begun = Date.now() - SPAN_MS;
const userIds = Array.from({ length: USERS }, () => newId(begun));
const roomIds = Array.from({ length: ROOMS }, () => newId(begun));
/** The users who search. Of all rooms, the first are the busiest. */
const SEARCHERS = [
  { name: "all 200 rooms", id: userIds[0] as string, rooms: roomIds },
  { name: "40 rooms", id: userIds[1] as string, rooms: roomIds.filter((_, i) => i % 5 === 2) },
  { name: "5 quiet rooms", id: userIds[2] as string, rooms: roomIds.slice(-5) },
];
const QUERIES: Record<string, string[]> = {
  "frequent words": ["회의", "오늘", "the", "시간에", "deploy"],
  "rare words": ["보고서까지", "desktop", "보고서부터 chrome", "9871", "하지만"],
  "no such word": ["없는말씀", "zzyzx", "퀡"],
  "two words": ["회의 오늘", "meeting 12", "배포 서버 오류", "index table query"],
  "phrases and code": ['"오늘 회의"', "getUserById(user", "v2.14.3", "오늘회의에서"],
  "first consonants": ["ㅎㅇ", "ㅎㅇㅇㅅ", "ㅂㄱㅅ", "ㅅㅂㅇㄹ", "ㅎ의"],
  "beginnings of words": ["de", "dep", "s", "회", "q"],
  "with filters": [
    "회의 from:user7",
    "has:link 회의",
    "from:user9 before:2020-01-01",
    "오늘 before:DAY",
    "has:link from:user11",
  ],
};

const server = await startPostgres();
const url = await unicodeDatabase(server.url);
const postgres = await externalPostgres(url);
const gateway = await openNeonGateway(0, postgres, { user: "bench", password: "bench" });
const env = { DATABASE_URL: "postgresql://bench:bench@127.0.0.1/bench", NEON_FETCH_ENDPOINT: `${gateway.url}/sql` };
const direct = new pg.Client(url);
await direct.connect();
try {
  await migrateDatabase(env);
  await timed(`${total.toLocaleString("en")} messages written without the search`, writeMessages);
  await (options.slices ? fillWhileRoomsWrite() : timed("index filled at once", fillAtOnce));
  await direct.query("vacuum analyze messages");
  await printSizes();
  await measureSearch();
  await compareOthers();
} finally {
  await direct.end();
  await gateway.close();
  await postgres.stop();
  await server.stop();
}

/** pg_trgm treats Korean characters as letters only in a database with such an `lc_ctype`. The search works with any. */
async function unicodeDatabase(clusterUrl: string): Promise<string> {
  const client = new pg.Client(clusterUrl);
  await client.connect();
  await client.query("create database bench template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'");
  await client.end();
  const own = new URL(clusterUrl);
  own.pathname = "bench";
  return own.href;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** Writes messages as the release before the search did. Earlier rooms get more of them. */
async function writeMessages(): Promise<void> {
  const insert = (text: string, ...columns: unknown[][]) => direct.query(text, columns);
  await insert(
    `insert into users (id, username, username_key) select id, 'user' || n, 'user' || n
     from unnest($1::uuid[]) with ordinality as u(id, n)`,
    userIds,
  );
  await insert(
    `insert into rooms (id, name, created_by) select id, '방 ' || n, '${userIds[0]}' from unnest($1::uuid[]) with ordinality as r(id, n)`,
    roomIds,
  );
  for (const { id, rooms } of SEARCHERS)
    await insert(`insert into members (room_id, user_id) select id, '${id}' from unnest($1::uuid[]) as r(id)`, rooms);
  const makeBody = corpus(random);
  const seqs = new Map(roomIds.map((id) => [id, 0]));
  for (let written = 0; written < total; written += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, total - written) }, (_, i) => {
      const room = roomIds[Math.floor(ROOMS ** random()) - 1] as string;
      const seq = (seqs.get(room) ?? 0) + 1;
      seqs.set(room, seq);
      const at = begun + (SPAN_MS * (written + i)) / total;
      return { room, seq, author: userIds[Math.floor(random() * USERS)], client: newId(at), body: makeBody(), at };
    });
    await direct.query(
      `insert into messages (room_id, seq, author_id, client_id, body, sent_at, searchable)
       select room, seq, author, client, body, to_timestamp(at / 1000), null
       from jsonb_to_recordset($1) as m(room uuid, seq bigint, author uuid, client uuid, body text, at float8)`,
      [JSON.stringify(rows)],
    );
  }
  for (const [room, seq] of seqs) await direct.query("update rooms set head_seq = $2 where id = $1", [room, seq]);
  await direct.query("vacuum analyze messages");
}

async function fillAtOnce(): Promise<void> {
  const migration = readFileSync(new URL("../db/migrations/0014_search_indexes.sql", import.meta.url), "utf8");
  for (const step of [
    "drop index messages_search, messages_sent",
    "update messages set searchable = true",
    "vacuum full messages",
  ])
    await direct.query(step);
  for (const statement of migration.split("--> statement-breakpoint")) await direct.query(statement);
}

/** A room writes a message every 100 ms while the index is filled. */
async function fillWhileRoomsWrite(): Promise<void> {
  await direct.query(
    "insert into search_fill values ('00000000-0000-0000-0000-000000000000', 0) on conflict do nothing",
  );
  const db = openDatabase(env);
  const roomId = newId();
  const by = userIds[3] as string;
  await direct.query("insert into rooms (id, name, created_by) values ($1, '쓰는 방', $2)", [roomId, by]);
  const flushes: number[] = [];
  let isFilled = false;
  const writing = (async () => {
    const makeBody = corpus(seeded(7));
    for (let seq = 1; !isFilled || seq < 20; seq++) {
      const author = { id: by, username: "user4" };
      const event = { kind: "message" as const, seq, clientId: newId(), author, body: makeBody(), sentAt: Date.now() };
      const start = performance.now();
      await appendEvents(db, roomId, [{ event, by, clientId: event.clientId }]);
      flushes.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  await timed("index filled in slices", () => fillSearch(patientSql(env), Number.POSITIVE_INFINITY));
  isFilled = true;
  await writing;
  console.log(`a room's flush meanwhile: ${summary(flushes)}`);
}

async function printSizes(): Promise<void> {
  const { rows } = await direct.query<{ name: string; size: string }>(`
    select 'messages (table)' as name, pg_size_pretty(pg_table_size('messages')) as size
    union all select 'average body, bytes', round(avg(octet_length(body)))::text from messages
    union all select indexrelid::regclass::text, pg_size_pretty(pg_relation_size(indexrelid))
      from pg_index where indrelid = 'messages'::regclass`);
  for (const { name, size } of rows) console.log(`  ${name}: ${size}`);
}

/** Every query of each searcher, up to three pages, in several rounds. */
async function measureSearch(): Promise<void> {
  const db = openDatabase(env);
  const all: number[] = [];
  const day = new Date(begun + SPAN_MS / 2).toISOString().slice(0, 10);
  for (const { name, id } of SEARCHERS) {
    for (const [kind, queries] of Object.entries(QUERIES)) {
      const times: number[] = [];
      let found = 0;
      for (let round = 0; round < ROUNDS; round++) {
        for (const text of queries) {
          let cursor: string | undefined;
          for (let page = 0; page < PAGES; page++) {
            const request = searchQuery.parse({ query: text.replace("DAY", day), ...(cursor && { cursor }) });
            const start = performance.now();
            const answer = await searchMessages(db, id, request);
            times.push(performance.now() - start);
            found += answer.results.length;
            cursor = answer.nextCursor;
            if (!cursor) break;
          }
        }
      }
      all.push(...times);
      console.log(`${name} · ${kind}: ${summary(times)}; ${(found / times.length).toFixed(1)} results a page`);
    }
  }
  console.log(`all pages: ${summary(all)}`);
}

/** Measures one page for the same words by LIKE, without an index and with an index of pg_trgm. */
async function compareOthers(): Promise<void> {
  const words = ["회의", "보고서까지", "없는말씀", "퀡", "deploy", "desktop", "zzyzx"];
  const page = async (userId: string, word: string) => {
    const start = performance.now();
    await direct.query(
      `select m.* from messages m inner join members using (room_id)
       where user_id = $1 and kind = 'message' and deleted_at is null and body ilike '%' || $2::text || '%'
       order by sent_at desc limit 21`,
      [userId, word],
    );
    return performance.now() - start;
  };
  const compare = async (how: string) => {
    const times: number[] = [];
    for (const { name, id } of SEARCHERS) {
      for (const word of words) {
        const took = await page(id, word);
        times.push(took);
        console.log(`${how} · ${name} · ${word}: ${took.toFixed(0)} ms`);
      }
    }
    console.log(`${how}: ${summary(times)}`);
  };
  await direct.query("drop index messages_sent");
  await compare("LIKE");
  await direct.query("create extension pg_trgm");
  await timed("index of pg_trgm built", () =>
    direct.query("create index messages_trgm on messages using gin (body gin_trgm_ops)"),
  );
  await printSizes();
  await compare("pg_trgm");
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (${sorted.length})`;
}
