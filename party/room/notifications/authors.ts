import type { LogEntry } from "@/lib/events/reduce";
import { setNewest } from "@/lib/shared/bounded-map";
import type { AuthorOf } from "@/party/ports";
import type { EventLog } from "@/party/room/log/event-log";
import type { RecentMessages } from "@/party/room/log/recent-messages";

/** At most this many authors of messages outside memory are kept. */
const KEPT_MAX = 1_000;

/** Who wrote the messages that others reply or react to: they are notified. */
export class Authors {
  /** Of messages that memory does not have. Undefined: the archive has none to notify. */
  private readonly kept = new Map<number, string | undefined>();

  constructor(
    private readonly log: Pick<EventLog, "tailStart" | "from">,
    private readonly window: Pick<RecentMessages, "messages">,
  ) {}

  /** Call it with an author that was read from the archive. */
  note(seq: number, userId: string | undefined): void {
    setNewest(this.kept, seq, userId, KEPT_MAX);
  }

  /** Records the archive's answer for a batch. */
  archived(batch: readonly LogEntry[], authors: readonly AuthorOf[]): void {
    for (const { event } of batch)
      if (event.kind === "message" && event.replyTo !== undefined && !this.isKnown(event.replyTo))
        this.note(event.replyTo, undefined);
    for (const [seq, userId] of authors) this.note(seq, userId);
  }

  /** The author of the message with this seq; undefined: unknown, or a system message. */
  of(seq: number): string | undefined {
    const event = this.find(seq);
    return event ? (event.notice ? undefined : event.author.id) : this.kept.get(seq);
  }

  /** Whether one of these replies to a message whose author only the archive knows. */
  areUnknown(entries: readonly LogEntry[]): boolean {
    return entries.some(
      ({ event }) => event.kind === "message" && event.replyTo !== undefined && !this.isKnown(event.replyTo),
    );
  }

  private isKnown(seq: number): boolean {
    return this.kept.has(seq) || this.find(seq) !== undefined;
  }

  private find(seq: number) {
    const event = seq < this.log.tailStart ? undefined : this.log.from(seq, 1)[0]?.event;
    return event?.kind === "message" ? event : this.window.messages.find((message) => message.seq === seq);
  }
}
