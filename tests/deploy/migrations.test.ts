/** Migrations through Neon's endpoint: atomic, each once, also with two builds at the same time. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { neon, neonConfig } from "@neondatabase/serverless";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applyMigrations } from "@/db/migrate/apply-migrations";
import type { Gateway } from "@/dev/http-gateway";
import { openNeonGateway } from "@/dev/postgres/neon-gateway";
import { type OpenedPostgres, openRealPostgres, POSTGRES_BACKENDS } from "@/tests/harness/servers/postgres-backends";
import { postgresMissing } from "@/tests/harness/servers/servers";

const FIRST = ["create table shelf (book text)", "insert into shelf values ('one')"];

/** A folder as drizzle-kit writes it: each migration's name with its statements, in order of creation. */
function writeMigrations(folder: string, migrations: Record<string, string[]>) {
  mkdirSync(join(folder, "meta"), { recursive: true });
  const entries = Object.keys(migrations).map((tag, idx) => ({ idx, tag, when: Number(tag.slice(0, 4)) + 1 }));
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ entries }));
  for (const [tag, statements] of Object.entries(migrations)) {
    writeFileSync(join(folder, `${tag}.sql`), statements.join(";\n--> statement-breakpoint\n"));
  }
}

for (const { name, open, skip } of POSTGRES_BACKENDS) {
  describe.skipIf(skip)(`migrations on ${name}`, () => {
    let opened: OpenedPostgres;
    let gateway: Gateway;
    let folder: string;
    const sql = neon("postgresql://mina:secret@127.0.0.1/sarangbang");
    const migrate = () => applyMigrations(sql, folder);
    const books = async () => (await sql`select book from shelf order by book`).map((row) => row.book);

    beforeAll(async () => {
      opened = await open();
      gateway = await openNeonGateway(0, opened.postgres, { user: "mina", password: "secret" });
      neonConfig.fetchEndpoint = `${gateway.url}/sql`;
      neonConfig.fetchFunction = undefined;
    }, 60_000);

    afterAll(async () => {
      await gateway.close();
      await opened.stop();
    });

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "sarangbang-migrations-"));
      writeMigrations(folder, { "0000_first": FIRST, "0001_second": ["insert into shelf values ('two')"] });
    });

    afterEach(async () => {
      rmSync(folder, { recursive: true, force: true });
      await sql.transaction([sql`drop schema if exists drizzle cascade`, sql`drop table if exists shelf`]);
    });

    it("are applied in order, and a second run applies nothing", async () => {
      expect(await migrate()).toEqual(["0000_first", "0001_second"]);
      expect(await migrate()).toEqual([]);
      expect(await books()).toEqual(["one", "two"]);
    });

    it("one that fails half way leaves nothing behind, is named, and is applied once it is fixed", async () => {
      const broken = ["insert into shelf values ('half')", "insert into no_such_shelf values (1)"];
      writeMigrations(folder, { "0000_first": FIRST, "0001_second": broken });
      await expect(migrate()).rejects.toThrow("migration 0001_second was not applied");
      expect(await books()).toEqual(["one"]);
      writeMigrations(folder, { "0000_first": FIRST, "0001_second": ["insert into shelf values ('two')"] });
      expect(await migrate()).toEqual(["0001_second"]);
    });

    it("one that was merged after a newer one is applied", async () => {
      writeMigrations(folder, { "0000_first": FIRST, "0002_young": ["insert into shelf values ('young')"] });
      await migrate();
      const older = { "0001_old": ["insert into shelf values ('old')"] };
      writeMigrations(folder, { "0000_first": FIRST, ...older, "0002_young": ["insert into shelf values ('young')"] });
      expect(await migrate()).toEqual(["0001_old"]);
    });

    it("one that Postgres does not allow in a transaction is marked, and runs separately", async () => {
      const index = "create index concurrently if not exists shelf_book on shelf (book)";
      writeMigrations(folder, { "0000_first": FIRST, "0001_index": [index] });
      await expect(migrate()).rejects.toThrow("migration 0001_index was not applied");
      writeMigrations(folder, { "0000_first": FIRST, "0001_index": [`-- apart\n${index}`] });
      expect(await migrate()).toEqual(["0001_index"]);
      expect(await sql`select indexname from pg_indexes where indexname = 'shelf_book'`).toHaveLength(1);
    });

    it("builds at the same time apply each migration once", async () => {
      const builds = await Promise.all([migrate(), migrate(), migrate()]);
      expect(builds.flat().sort()).toEqual(["0000_first", "0001_second"]);
      expect(await books()).toEqual(["one", "two"]);
    });
  });
}

describe.skipIf(postgresMissing())("two builds on PostgreSQL, one of them held up", () => {
  it("the one that had checked before the other was done finds the migrations applied, and does not fail", async () => {
    const opened = await openRealPostgres();
    const gateway = await openNeonGateway(0, opened.postgres, { user: "mina", password: "secret" });
    neonConfig.fetchEndpoint = `${gateway.url}/sql`;
    const folder = mkdtempSync(join(tmpdir(), "sarangbang-migrations-"));
    const sql = neon("postgresql://mina:secret@127.0.0.1/sarangbang");
    const watcher = new pg.Client(opened.postgres.url);
    await watcher.connect();
    const waitingFor = async (locktype: string) => {
      const question = `select count(*)::int as n from pg_locks where locktype = '${locktype}' and not granted`;
      await expect.poll(async () => (await watcher.query(question)).rows[0].n, { timeout: 10_000 }).toBe(1);
    };
    writeMigrations(folder, {});
    await applyMigrations(sql, folder);
    writeMigrations(folder, { "0000_first": FIRST });

    // Both builds read that the migration is missing. Then one holds the advisory lock and cannot write its record, and the
    // other waits for the advisory lock.
    await watcher.query("begin; lock table drizzle.__drizzle_migrations in share mode");
    const builds = [applyMigrations(sql, folder), applyMigrations(sql, folder)];
    await Promise.all([waitingFor("relation"), waitingFor("advisory")]);
    await watcher.query("commit");
    expect((await Promise.all(builds)).flat()).toEqual(["0000_first"]);
    expect(await sql`select book from shelf`).toEqual([{ book: "one" }]);

    await watcher.end();
    await gateway.close();
    await opened.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
