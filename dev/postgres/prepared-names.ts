import pg from "pg";

/** Each connection keeps the plans of its prepared statements, so their number is limited. */
const PREPARED_MAX = 100;
const SEEN_MAX = 1_000;
const CHANGES_DATA = /\b(?:insert into|update|delete from)\b/i;
/**
 * PostgreSQL refuses a prepared statement before it executes it: unknown or known name (a pooler that gives each statement another
 * session), or a result that a migration has changed.
 */
const REFUSALS = new Set(["26000", "42P05", "0A000"]);

/**
 * The names of prepared statements. PostgreSQL takes longer to plan a flush than to execute it, and rooms send the same text each time.
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

  /** Whether the statement failed because it was prepared. Then no statement is prepared any more. */
  hasFailed(error: unknown): boolean {
    const isRefusal = error instanceof pg.DatabaseError && REFUSALS.has(error.code ?? "");
    this.isRefused ||= isRefusal;
    return isRefusal;
  }
}
