/** The app's requirements of Neon's HTTP endpoint, on PGlite and on a real PostgreSQL, through the app's own driver. */
import { neon } from "@neondatabase/serverless";
import { sql } from "drizzle-orm";
import { bigint, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "@/db/client";
import { migrateDatabase } from "@/db/migrate/migrate";
import { members, users } from "@/db/schema";
import type { Gateway } from "@/dev/http-gateway";
import { openNeonGateway } from "@/dev/postgres/neon-gateway";
import { newId } from "@/lib/shared/ids";
import { type OpenedPostgres, POSTGRES_BACKENDS } from "@/tests/harness/servers/postgres-backends";

const things = pgTable("things", {
  id: uuid("id").primaryKey(),
  at: timestamp("at", { withTimezone: true, precision: 3, mode: "date" }),
  big: bigint("big", { mode: "number" }),
  bigger: bigint("bigger", { mode: "bigint" }),
  data: jsonb("data"),
  body: text("body"),
});

/** The database's own error, wherever drizzle has put it: on top for a batch, as the cause for a single statement. */
async function failureOf(work: PromiseLike<unknown>): Promise<Record<string, unknown>> {
  const error = await Promise.resolve(work).then(
    () => expect.unreachable("the statement must fail"),
    (thrown) => thrown,
  );
  return "code" in error ? error : error.cause;
}

const newUser = (name: string) => ({ id: newId(), username: name, usernameKey: name });

for (const { name, open, skip } of POSTGRES_BACKENDS) {
  describe.skipIf(skip)(`Neon's endpoint on ${name}`, () => {
    let opened: OpenedPostgres;
    let gateway: Gateway;
    let db: Database;
    let url: string;

    beforeAll(async () => {
      opened = await open();
      gateway = await openNeonGateway(0, opened.postgres, { user: "mina", password: "p@ss/word" });
      url = "postgresql://mina:p%40ss%2Fword@127.0.0.1/sarangbang";
      const env = { DATABASE_URL: url, NEON_FETCH_ENDPOINT: `${gateway.url}/sql` };
      db = openDatabase(env);
      await migrateDatabase(env);
      await migrateDatabase(env);
      await db.execute(sql`create table things
        (id uuid primary key, at timestamptz(3), big bigint, bigger bigint, data jsonb, body text)`);
    }, 60_000);

    afterAll(async () => {
      await gateway.close();
      await opened.stop();
    });

    beforeEach(async () => {
      await db.batch([db.delete(members), db.delete(users), db.delete(things)]);
    });

    it("applies each migration once", async () => {
      const { rows } = await db.execute(sql`select count(*)::int as n from drizzle.__drizzle_migrations`);
      expect(rows[0]?.n).toBeGreaterThan(0);
      const { rows: distinct } = await db.execute(
        sql`select count(distinct hash)::int as n from drizzle.__drizzle_migrations`,
      );
      expect(distinct).toEqual(rows);
    });

    it("a repeated statement that changes data is prepared, and is still valid after a migration has changed its table", async () => {
      const insert = () => db.execute(sql`insert into things (id, body) values (${newId()}, ${"말"}) returning *`);
      const prepared = () =>
        db.execute(
          sql`select count(*)::int as n from pg_prepared_statements where statement like 'insert into things (id%'`,
        );
      for (let i = 0; i < 3; i++) await insert();
      expect((await prepared()).rows).toEqual([{ n: 1 }]);
      await db.execute(sql`alter table things add column extra text default '더'`);
      try {
        expect((await insert()).rows).toMatchObject([{ body: "말", extra: "더" }]);
        expect((await insert()).rows).toMatchObject([{ extra: "더" }]);
      } finally {
        await db.execute(sql`alter table things drop column extra`);
      }
    });

    it("returns uuid, milliseconds, bigint, jsonb and text unchanged", async () => {
      const row = {
        id: newId(),
        at: new Date("2026-02-03T04:05:06.789Z"),
        big: Number.MAX_SAFE_INTEGER,
        bigger: 9_223_372_036_854_775_807n,
        data: { 이름: "민아", list: [1, null, "둘"], deep: { ok: true } },
        body: "안녕하세요 👩‍👩‍👧 ' \" \\ \n\t ｍ é",
      };
      expect(await db.insert(things).values(row).returning()).toEqual([row]);
      expect(await db.select().from(things)).toEqual([row]);
    });

    it("distinguishes null from empty text and from json's null", async () => {
      const empty = { id: newId(), at: null, big: null, bigger: null, data: null, body: null };
      await db.insert(things).values(empty);
      expect(await db.select().from(things)).toEqual([empty]);
      await db.update(things).set({ body: "", data: sql`'null'::jsonb` });
      const { rows } = await db.execute(sql`select body, data is null as missing from things`);
      expect(rows).toEqual([{ body: "", missing: false }]);
    });

    it("unfolds a jsonb parameter into rows, which one statement for many messages needs", async () => {
      const sent = [
        { seq: 1, body: "하나", at: "2026-01-01T00:00:00.001Z" },
        { seq: 2, body: "둘 😀", at: "2026-01-01T00:00:00.002Z" },
      ];
      const { rows } = await db.execute(sql`
        select seq, body, at from jsonb_to_recordset(${JSON.stringify(sent)}::jsonb)
        as row(seq bigint, body text, at timestamptz) order by seq`);
      expect(rows.map(({ seq, body }) => [seq, body])).toEqual([
        ["1", "하나"],
        ["2", "둘 😀"],
      ]);
      expect(new Date(String(rows[1]?.at)).toISOString()).toBe("2026-01-01T00:00:00.002Z");
    });

    it("returns command, row count and column types, by name and by position", async () => {
      const client = neon(url, { fullResults: true });
      const byName = await client.query("select 1::int as n, true as yes where 1 = $1", [1]);
      expect(byName).toMatchObject({ command: "SELECT", rowCount: 1, rows: [{ n: 1, yes: true }], rowAsArray: false });
      expect(byName.fields.map(({ name: column, dataTypeID }) => [column, dataTypeID])).toEqual([
        ["n", 23],
        ["yes", 16],
      ]);
      const byPosition = await client.query("select 1::int as n, 2::int as n", [], { arrayMode: true });
      expect(byPosition.rows).toEqual([[1, 2]]);
      const update = await client.query("update things set body = 'x'");
      expect(update).toMatchObject({ command: "UPDATE", rowCount: 0 });
    });

    it("runs a batch as one transaction: if the second statement fails, the first is rolled back", async () => {
      const taken = newUser("mina");
      await db.insert(users).values(taken);
      const batch = db.batch([db.insert(users).values(newUser("jun")), db.insert(users).values(newUser("mina"))]);
      expect(await failureOf(batch)).toMatchObject({ code: "23505" });
      expect(await db.select({ id: users.id }).from(users)).toEqual([{ id: taken.id }]);
    });

    it("returns a batch's results in its order, each with its own shape", async () => {
      const mina = newUser("mina");
      const [inserted, found, updated] = await db.batch([
        db.insert(users).values(mina).returning({ id: users.id }),
        db.select({ username: users.username }).from(users),
        db.update(users).set({ username: "Mina" }),
      ]);
      expect([inserted, found]).toEqual([[{ id: mina.id }], [{ username: "mina" }]]);
      expect(updated).toMatchObject({ command: "UPDATE", rowCount: 1 });
    });

    it("honours the isolation level and read-only mode of a batch", async () => {
      const client = neon(url);
      const asked = [client`show transaction_isolation`, client`show transaction_read_only`];
      const answered = await client.transaction(asked, { isolationLevel: "Serializable", readOnly: true });
      expect(answered).toEqual([[{ transaction_isolation: "serializable" }], [{ transaction_read_only: "on" }]]);
      const write = client.transaction([client`insert into things (id) values (${newId()})`], { readOnly: true });
      expect(await failureOf(write)).toMatchObject({ code: "25006" });
    });

    it("names the constraint of a duplicate (23505)", async () => {
      await db.insert(users).values(newUser("mina"));
      expect(await failureOf(db.insert(users).values(newUser("mina")))).toMatchObject({
        ...{ code: "23505", severity: "ERROR", schema: "public", table: "users" },
        ...{ constraint: "users_username_key", detail: expect.stringContaining("mina") },
      });
    });

    it("names the constraint of a missing parent (23503) and the column of a null (23502)", async () => {
      const orphan = db.insert(members).values({ roomId: newId(), userId: newId() });
      expect(await failureOf(orphan)).toMatchObject({ code: "23503", constraint: expect.stringMatching(/^members_/) });
      const nameless = db.execute(sql`insert into users (id, username_key) values (${newId()}, 'k')`);
      expect(await failureOf(nameless)).toMatchObject({ code: "23502", column: "username" });
    });

    it("reports a syntax error, two statements in one, and a value that does not parse; then continues to work", async () => {
      expect(await failureOf(db.execute(sql`selec 1`))).toMatchObject({ code: "42601", position: "1" });
      expect(await failureOf(db.execute(sql`select 1; select 2`))).toMatchObject({ code: "42601" });
      expect(await failureOf(db.execute(sql`select ${"x"}::uuid`))).toMatchObject({ code: "22P02" });
      expect((await db.execute(sql`select 1::int as n`)).rows).toEqual([{ n: 1 }]);
    });

    it("refuses a wrong password and an unknown user", async () => {
      for (const wrong of ["postgresql://mina:wrong@127.0.0.1/sarangbang", url.replace("mina", "jun")]) {
        await expect(neon(wrong)`select 1`).rejects.toThrow(/^password authentication failed for user '(mina|jun)'$/);
      }
    });

    it("answers 20 queries at once, each with its own result, including failures", async () => {
      const asked = Array.from({ length: 20 }, (_, n) => {
        const query = n % 5 === 4 ? sql`select ${"x"}::int as n` : sql`select ${n}::int as n, pg_sleep(0.005)`;
        return db.execute(query).then(
          ({ rows }) => rows[0]?.n,
          () => "failed",
        );
      });
      const expected = Array.from({ length: 20 }, (_, n) => (n % 5 === 4 ? "failed" : n));
      expect(await Promise.all(asked)).toEqual(expected);
    });

    it("lets exactly one of 10 equal signups win", async () => {
      const signups = Array.from({ length: 10 }, () => db.insert(users).values(newUser("mina")));
      const settled = await Promise.allSettled(signups);
      expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    });

    it("refuses connections while stopped and serves the same data after", async () => {
      await db.insert(users).values(newUser("mina"));
      await gateway.stop();
      await expect(db.select().from(users)).rejects.toThrow();
      await gateway.start();
      expect(await db.$count(users)).toBe(1);
    });
  });
}
