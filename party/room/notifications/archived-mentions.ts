import { textOf } from "@/lib/events/files";
import { mentionsIn } from "@/lib/events/mentions";
import type { LogEntry } from "@/lib/events/reduce";
import type { MentionedBy } from "@/party/ports";

/** The mentions of at most this many messages are kept. Inboxes receive only the newest messages. */
const KEPT_MAX = 1_000;

/** The users that each message mentions, from the archive: only the archive knows all members' names. */
export class ArchivedMentions {
  private readonly users = new Map<number, readonly string[]>();

  /** Records the archive's answer for a batch. */
  archived(batch: readonly LogEntry[], mentioned: readonly MentionedBy[]): void {
    for (const { event } of batch) if (event.kind === "message" || event.kind === "edit") this.users.set(event.seq, []);
    for (const [event, userId] of mentioned) this.users.set(event, [...(this.users.get(event) ?? []), userId]);
    for (const seq of this.users.keys()) {
      if (this.users.size <= KEPT_MAX) break;
      this.users.delete(seq);
    }
  }

  /** The users whom the message or edit with this seq mentions; undefined while unknown. */
  by(seq: number): readonly string[] | undefined {
    return this.users.get(seq);
  }

  /** Whether the mentions of any of these are still unknown. */
  areUnknown(entries: readonly LogEntry[]): boolean {
    return entries.some(({ event }) => {
      if (event.kind !== "message" && event.kind !== "edit") return false;
      return !this.users.has(event.seq) && (event.kind === "edit" || mentionsIn(textOf(event)).length > 0);
    });
  }
}
