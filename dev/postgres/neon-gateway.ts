import pg from "pg";
import * as z from "zod";
import { type Gateway, type GatewayAnswer, type GatewayRequest, openGateway } from "@/dev/http-gateway";
import { isSameSecret } from "@/dev/same-secret";
import type { Postgres } from "./postgres";
import { PreparedNames } from "./prepared-names";

const query = z.object({ query: z.string(), params: z.array(z.unknown()).default([]) });
const body = z.union([query, z.object({ queries: z.array(query) })]);
type Query = z.infer<typeof query>;

const errorFields = [
  "severity",
  "code",
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;

/** The driver parses values itself, so they are sent as the text that Postgres wrote. */
const rawText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

export interface Credentials {
  user: string;
  password: string;
}

/** @param name prepares the statement under this name; undefined: it is not prepared */
async function run(
  on: pg.Pool | pg.PoolClient,
  { query: text, params }: Query,
  { rowAsArray, name }: { rowAsArray: boolean; name?: string },
) {
  // Extended mode as Neon uses it: several statements in one string are an error.
  const config = {
    text,
    ...(name !== undefined && { name }),
    values: params,
    types: rawText,
    queryMode: "extended",
    ...(rowAsArray && { rowMode: "array" }),
  };
  const { command, rowCount, rows, fields } = await on.query(config as pg.QueryConfig);
  return { command, rowCount, rows, fields, rowAsArray };
}

function begin(headers: GatewayRequest["headers"]): string {
  const level = String(headers["neon-batch-isolation-level"] ?? "ReadCommitted");
  const known: Record<string, string> = {
    ReadUncommitted: "READ UNCOMMITTED",
    ReadCommitted: "READ COMMITTED",
    RepeatableRead: "REPEATABLE READ",
    Serializable: "SERIALIZABLE",
  };
  const access = headers["neon-batch-read-only"] === "true" ? "READ ONLY" : "READ WRITE";
  const deferrable = headers["neon-batch-deferrable"] === "true" ? " DEFERRABLE" : "";
  return `BEGIN ISOLATION LEVEL ${known[level] ?? "READ COMMITTED"} ${access}${deferrable}`;
}

/** Runs one statement, prepared if it changes data and is repeated. */
async function runPrepared(pool: pg.Pool, query: Query, rowAsArray: boolean, prepared: PreparedNames) {
  const name = prepared.nameFor(query.query);
  try {
    return await run(pool, query, { rowAsArray, name });
  } catch (error) {
    if (name === undefined || !prepared.disableIfRefused(error)) throw error;
    return run(pool, query, { rowAsArray });
  }
}

async function runBatch(pool: pg.Pool, queries: Query[], opening: string, rowAsArray: boolean) {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(opening);
    const results = [];
    for (const each of queries) results.push(await run(client, each, { rowAsArray }));
    await client.query("COMMIT");
    return { results };
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function refusal(error: unknown): GatewayAnswer {
  if (!(error instanceof pg.DatabaseError)) return { status: 503, body: { message: "the database cannot be reached" } };
  const fields = errorFields.map((field) => [field, error[field as keyof pg.DatabaseError] ?? null]);
  return { status: 400, body: { message: error.message, ...Object.fromEntries(fields) } };
}

function refusedCaller(header: unknown, expected: Credentials): GatewayAnswer | undefined {
  const url = typeof header === "string" && URL.canParse(header) ? new URL(header) : undefined;
  if (!url) return { status: 400, body: { message: "missing or invalid Neon-Connection-String", code: null } };
  const user = decodeURIComponent(url.username);
  if (user === expected.user && isSameSecret(decodeURIComponent(url.password), expected.password)) return;
  return { status: 400, body: { message: `password authentication failed for user '${user}'`, code: null } };
}

/**
 * Neon's HTTP endpoint (`POST /sql`) in front of any PostgreSQL: single queries and batches, as
 * `@neondatabase/serverless` sends them. Callers authenticate as `expected`, whatever the server's own users.
 */
export async function openNeonGateway(
  port: number,
  postgres: Pick<Postgres, "kind" | "url" | "maxConnections">,
  expected: Credentials,
  host?: string,
): Promise<Gateway> {
  // Neon's sessions use GMT; your own server may not.
  const options = postgres.kind === "server" ? { options: "-c timezone=GMT" } : {};
  const pool = new pg.Pool({ connectionString: postgres.url, max: postgres.maxConnections, ...options });
  // The next query replaces an idle connection that dies; without a listener the error would end the process.
  pool.on("error", () => {});
  const prepared = new PreparedNames();
  return openGateway({
    port,
    host,
    refused: (headers) => refusedCaller(headers["neon-connection-string"], expected),
    async answer({ path, headers, body: received }) {
      const parsed = body.safeParse(received);
      if (path !== "/sql" || !parsed.success) return { status: 400, body: { message: "not a query", code: null } };
      const rowAsArray = headers["neon-array-mode"] === "true";
      const work =
        "queries" in parsed.data
          ? runBatch(pool, parsed.data.queries, begin(headers), rowAsArray)
          : runPrepared(pool, parsed.data, rowAsArray, prepared);
      return work.then((result) => ({ status: 200, body: result }), refusal);
    },
    letGo: () => pool.end(),
  });
}
