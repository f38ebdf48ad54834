import { type LogEntry, receiptOf, type SendReceipt, timeOf } from "@/lib/events/reduce";
import type { Event, Message } from "@/lib/protocol/room";
import type { Appended, Archive } from "@/party/ports";
import type { Remote } from "./remote";

/** A message's row, with the semantics of db/queries/append.ts: made from its events without the room's reducer. */
interface Row {
  event: Extract<Event, { kind: "message" }>;
  edited?: { body: string; at: number; mentions?: string[] };
  deletedAt?: number;
  reactions: Map<string, Set<string>>;
}

/** Postgres, for one room. */
export class SimArchive {
  readonly entries: LogEntry[] = [];
  private readonly rows: Row[] = [];
  private readonly rowBySeq = new Map<number, Row>();
  private readonly receipts = new Map<string, SendReceipt>();

  constructor(private readonly hears: { archived(entry: LogEntry, head: number): void }) {}

  get head(): number {
    return this.entries.at(-1)?.event.seq ?? 0;
  }

  /** Every message in its current state, oldest first; the last `limit`. */
  messages(limit = Number.POSITIVE_INFINITY): Message[] {
    return this.rows.slice(-limit).map(toMessage);
  }

  port(remote: Remote, owner: object): Archive {
    const call = <T>(name: string, effect: () => T) => remote.call(owner, name, effect);
    return {
      head: () => call("head", () => this.readHead()),
      append: (batch) => {
        // A copy: a request that takes effect late still has the content with which it was sent.
        const sent = [...batch];
        return call(`append ${sent[0]?.event.seq}..${sent.at(-1)?.event.seq}`, () => this.append(sent));
      },
      skipTo: (seq) => Promise.reject(new Error(`nothing is lost up to ${seq}`)),
      recent: (limit) => call("recent", () => this.messages(limit)),
      after: (seq, limit) => call("after", () => this.events(seq, limit)),
      findReceipt: (userId, clientId) => call("find", () => this.receipts.get(`${userId}:${clientId}`)),
      message: (seq) =>
        call("message", () => {
          const row = this.rowBySeq.get(seq);
          return row && toMessage(row);
        }),
      settle: () => Promise.reject(new Error("no command is stored")),
      sessions: () => Promise.reject(new Error("no session expires")),
    };
  }

  private readHead() {
    const last = this.entries.at(-1);
    return {
      seq: this.head,
      lastMessage: this.rows.at(-1)?.event.seq ?? 0,
      newestAt: last ? timeOf(last.event) : 0,
      isReadOnly: false,
      readers: {},
    };
  }

  /** Atomic: a row whose seq exists is dropped, one whose send exists under another seq fails the batch. */
  private append(batch: readonly LogEntry[]): Appended {
    const { head } = this;
    if ((batch[0]?.event.seq ?? 0) > head + 1) return { head, mentioned: [] };
    const added = batch.filter(({ event }) => this.entries[event.seq - 1]?.event.seq !== event.seq);
    for (const { by, clientId } of added) {
      if (this.receipts.has(`${by}:${clientId}`)) throw new Error("23505");
    }
    for (const entry of added) this.add(entry);
    return { head, mentioned: [] };
  }

  private add(entry: LogEntry): void {
    const { event, by, clientId } = entry;
    this.hears.archived(entry, this.head);
    this.entries.push(entry);
    this.receipts.set(`${by}:${clientId}`, receiptOf(entry));
    if (event.kind === "message") {
      const row = { event, reactions: new Map() };
      this.rows.push(row);
      this.rowBySeq.set(event.seq, row);
    } else this.amend(this.rowBySeq.get(event.target), event);
  }

  private amend(row: Row | undefined, event: Exclude<Event, { kind: "message" }>): void {
    if (!row) return;
    if (event.kind === "delete") row.deletedAt ??= event.at;
    else if (event.kind === "edit" && row.deletedAt === undefined) row.edited = event;
    else if (event.kind === "reaction") {
      const given = row.reactions.get(event.emoji) ?? new Set();
      row.reactions.set(event.emoji, given);
      if (event.on) given.add(event.by);
      else given.delete(event.by);
    }
  }

  /** The text of messages that are deleted later is removed from the events too. */
  private events(after: number, limit: number): Event[] {
    return this.entries.slice(after, after + limit).map(({ event }) => {
      const about = event.kind === "message" ? event.seq : event.target;
      const isEmptied = "body" in event && this.rowBySeq.get(about)?.deletedAt !== undefined;
      return isEmptied ? { ...event, body: "", mentions: undefined } : event;
    });
  }
}

function toMessage({ event, edited, deletedAt, reactions }: Row): Message {
  const { mentions, ...rest } = event;
  if (deletedAt !== undefined) return { ...rest, body: "", deletedAt };
  const given = [...reactions]
    .filter(([, users]) => users.size > 0)
    .map(([emoji, users]) => [emoji, [...users].sort()]);
  return {
    ...rest,
    ...(edited ? { body: edited.body, editedAt: edited.at } : {}),
    ...(edited ? edited.mentions && { mentions: edited.mentions } : mentions && { mentions }),
    ...(given.length > 0 ? { reactions: Object.fromEntries(given) } : {}),
  };
}
