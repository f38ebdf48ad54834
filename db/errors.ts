/** Finds out why a query failed, and describes failures for the log without private data. */
import { NeonDbError } from "@neondatabase/serverless";
import { DrizzleQueryError } from "drizzle-orm";

/** SQLSTATE classes in which the server, not the query, is at fault: connection, resources, shutdown, system, internal. */
const SERVER_AT_FAULT = /^(08|53|57|58|XX)/;

/** The driver's error. Drizzle wraps it for a single query, but not for a batch. */
function driverFailure(error: unknown): Error | undefined {
  if (error instanceof DrizzleQueryError) return error.cause;
  if (error instanceof NeonDbError) return error;
  return error instanceof Error && error.name === "TimeoutError" ? error : undefined;
}

/** Whether the database is unavailable: unreachable, too slow or overloaded. Any other failure is a bug. */
export function isUnavailable(error: unknown): boolean {
  const failure = driverFailure(error);
  if (!failure) return false;
  const sqlState = failure instanceof NeonDbError ? failure.code : undefined;
  return sqlState === undefined || SERVER_AT_FAULT.test(sqlState);
}

/** Whether a query failed on this unique constraint. */
export function violatesUnique(error: unknown, constraint: string): boolean {
  return violates(error, "23505", constraint);
}

/** Whether a query failed on this foreign key: the row that it refers to does not exist. */
export function violatesForeignKey(error: unknown, constraint: string): boolean {
  return violates(error, "23503", constraint);
}

function violates(error: unknown, sqlState: string, constraint: string): boolean {
  const failure = driverFailure(error);
  return failure instanceof NeonDbError && failure.code === sqlState && failure.constraint === constraint;
}

/** The messages of these errors quote the text that could not be parsed. */
const QUOTING: readonly string[] = ["SyntaxError", "UpstashJSONParseError"];

/**
 * Describes a failure for our log. Leaves out Drizzle's message, which contains the parameters (password hashes among
 * them), and the command that Upstash's client appends, which contains message texts.
 */
export function describeFailure(error: unknown): string {
  const failure = driverFailure(error) ?? error;
  if (!(failure instanceof Error)) return "something thrown that is no error";
  const { name, message, stack = message } = failure;
  const words = QUOTING.includes(name) ? "unreadable" : (message.split(", command was")[0] ?? "");
  return stack.replace(message, () => words);
}

export function failureLine(error: unknown): string {
  return describeFailure(error).split("\n")[0] ?? "";
}
