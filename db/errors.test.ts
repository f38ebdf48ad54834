import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openDatabase } from "./client";
import { describeFailure, isUnavailable, violatesUnique } from "./errors";

const db = openDatabase({ DATABASE_URL: "postgresql://user:word@db.example/name" });
afterEach(() => void vi.unstubAllGlobals());

type Fetch = () => Promise<unknown>;
const refusesWith = (fields: Record<string, unknown>, status = 400) =>
  vi.fn<Fetch>(async () => Response.json({ message: "says Postgres", ...fields }, { status }));
const throws = (error: Error) => vi.fn<Fetch>(() => Promise.reject(error));
/** A response that begins but does not end in time. */
const hangs = vi.fn<Fetch>(async () => ({
  ok: true,
  json: () => Promise.reject(new DOMException("too slow", "TimeoutError")),
}));

async function failureOf(how: "a query" | "a batch", answer: Fetch): Promise<unknown> {
  vi.stubGlobal("fetch", answer);
  const query = () => db.execute(sql`insert into people values (${"scrypt$secret"})`);
  const failed = await (how === "a query" ? query() : db.batch([query(), query()])).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(answer).toHaveBeenCalled();
  return failed;
}

describe.each(["a query", "a batch"] as const)("%s", (how) => {
  it.each([
    ["no network", throws(new TypeError("fetch failed"))],
    ["no response in time", throws(new DOMException("too slow", "TimeoutError"))],
    ["half a response", hangs],
    ["Neon's 500", refusesWith({}, 500)],
    ["Neon's own refusal, without a code", refusesWith({ code: null })],
    ["a shutdown", refusesWith({ code: "57P01" })],
    ["too many connections", refusesWith({ code: "53300" })],
    ["a compute that cannot be woken", refusesWith({ code: "XX000" })],
    ["a broken connection", refusesWith({ code: "08006" })],
  ])("%s means that the database is unavailable", async (_, answer) => {
    expect(isUnavailable(await failureOf(how, answer))).toBe(true);
  });

  it.each(["23505", "23503", "42601", "22P02"])("%s does not mean that the database is unavailable", async (code) => {
    expect(isUnavailable(await failureOf(how, refusesWith({ code })))).toBe(false);
  });

  it("a unique violation is identified by its constraint", async () => {
    const failure = await failureOf(how, refusesWith({ code: "23505", constraint: "users_username_key" }));
    expect(violatesUnique(failure, "users_username_key")).toBe(true);
    expect(violatesUnique(failure, "users_pkey")).toBe(false);
    const other = await failureOf(how, refusesWith({ code: "23503", constraint: "users_username_key" }));
    expect(violatesUnique(other, "users_username_key")).toBe(false);
  });

  it("D6: the description for the log contains no parameter", async () => {
    const description = describeFailure(await failureOf(how, refusesWith({ code: "42601" })));
    expect(description).toContain("says Postgres");
    expect(description).not.toContain("scrypt$");
  });
});

it("an error from elsewhere does not mean that the database is unavailable", () => {
  expect(isUnavailable(new TypeError("x is not a function"))).toBe(false);
  expect(isUnavailable(undefined)).toBe(false);
  expect(violatesUnique(new Error("23505"), "users_username_key")).toBe(false);
});
