import pg from "pg";

/** Each connection keeps the plans of its prepared statements, so their number is limited. */
const PREPARED_MAX = 100;
const SEEN_MAX = 1_000;
const CHANGES_DATA = /\b(?:insert into|update|delete from)\b/i;
/**
 * Errors with which PostgreSQL refuses a prepared statement before it executes it: its name is unknown or already in use (behind a pooler
 * that gives each statement another session), or a migration has changed the columns of its result.
 */
const REFUSALS = new Set(["26000", "42P05", "0A000"]);

/**
 * Names for prepared statements. PostgreSQL takes longer to plan a flush than to execute it, and rooms send the same text each time.
 * Reads are not prepared: a search for a rare word needs another plan than one for a frequent word.
 */
export class PreparedNames {
  private readonly names = new Map<string, string>();
  private readonly seen = new Set<string>();
  private isRefused = false;

  /** The name for a statement, from its second execution on; undefined: it is not prepared. */
  nameFor(text: string): string | undefined {
    if (this.isRefused) return undefined;
    const known = this.names.get(text);
    if (known !== undefined || !CHANGES_DATA.test(text)) return known;
    if (this.seen.delete(text) && this.names.size < PREPARED_MAX) {
      const name = `prepared_${this.names.size}`;
      this.names.set(text, name);
      return name;
    }
    if (this.seen.size >= SEEN_MAX) this.seen.clear();
    this.seen.add(text);
    return undefined;
  }

  /** Stops preparing statements if this error refused a prepared one. @returns whether it did, so that the statement can run unprepared */
  disableIfRefused(error: unknown): boolean {
    const isRefusal = error instanceof pg.DatabaseError && REFUSALS.has(error.code ?? "");
    this.isRefused ||= isRefusal;
    return isRefusal;
  }
}
