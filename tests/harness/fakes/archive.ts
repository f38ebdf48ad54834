import { findMentions, nameIndex } from "@/lib/events/mentions";
import { type LogEntry, receiptOf, reduce, type SendReceipt } from "@/lib/events/reduce";
import type { Event, Message, User } from "@/lib/protocol/room";
import { type Archive, type AuthorOf, type MentionedBy, type Read, RoomGone, type StoredCall } from "@/party/ports";
import { Side } from "./side";

export class FakeArchive extends Side implements Archive {
  readonly entries: LogEntry[] = [];
  isReadOnly = false;
  /** Members' read positions. */
  readonly reads = new Map<string, number>();
  /** Members whom texts may mention. */
  readonly members: User[] = [];
  /** The room's row was deleted. */
  isGone = false;
  /** Commands that the web side could not deliver. */
  storedCalls: StoredCall[] = [];
  /** The expiry times of the live sessions, by id. */
  readonly sessionsUntil = new Map<string, number>();
  private skipped = 0;

  head() {
    return this.call("head", () => {
      if (this.isGone) throw new RoomGone();
      const last = this.entries.at(-1);
      const lastMessage = this.entries.findLast(({ event }) => event.kind === "message")?.event.seq ?? 0;
      return {
        seq: last?.event.seq ?? 0,
        lastMessage,
        newestAt: last ? receiptOf(last).sentAt : 0,
        isReadOnly: this.isReadOnly,
        readers: Object.fromEntries(this.reads),
      };
    });
  }

  append(batch: readonly LogEntry[], reads: readonly Read[] = []) {
    // A copy: a request that takes effect late still has the content with which it was sent.
    const sent = structuredClone(batch);
    return this.call("append", () => {
      if (this.isGone) throw new RoomGone();
      const head = Math.max(this.skipped, this.entries.at(-1)?.event.seq ?? 0);
      const isBehind = (sent[0]?.event.seq ?? 0) > head + 1;
      const added = sent.filter(
        ({ event }) => !isBehind && !this.entries.some((entry) => entry.event.seq === event.seq),
      );
      for (const { by, clientId } of added) {
        if (this.entries.some((entry) => entry.by === by && entry.clientId === clientId)) throw new Error("23505");
      }
      for (const [userId, seq] of reads) this.reads.set(userId, Math.max(seq, this.reads.get(userId) ?? 0));
      this.entries.push(...added);
      this.entries.sort((a, b) => a.event.seq - b.event.seq);
      const mentioned = added.flatMap(({ event }) => this.mentions(event));
      return { head, mentioned, authors: this.authors(added), calls: [...this.storedCalls] };
    });
  }

  private authors(added: readonly LogEntry[]): AuthorOf[] {
    return added.flatMap(({ event, by }): AuthorOf[] => {
      const target = this.entries.find((entry) => event.kind === "message" && entry.event.seq === event.replyTo);
      return target && target.by !== by ? [[target.event.seq, target.by]] : [];
    });
  }

  private mentions(event: Event): MentionedBy[] {
    if (event.kind !== "message" && event.kind !== "edit") return [];
    const by = event.kind === "message" ? event.author.id : event.by;
    const found = findMentions(event.body, nameIndex(this.members), event.mentions);
    return found.flatMap(({ user }): MentionedBy[] => (user.id === by ? [] : [[event.seq, user.id]]));
  }

  skipTo(seq: number) {
    return this.call("skipTo", () => {
      this.skipped = seq;
    });
  }

  recent(limit: number) {
    return this.call("recent", () => this.snapshot().slice(-limit));
  }

  after(seq: number, limit: number) {
    return this.call("after", () =>
      this.entries
        .map(({ event }) => event)
        .filter((event) => event.seq > seq)
        .slice(0, limit),
    );
  }

  findReceipt(userId: string, clientId: string): Promise<SendReceipt | undefined> {
    return this.call("find", () => {
      const found = this.entries.find((entry) => entry.by === userId && entry.clientId === clientId);
      return found && receiptOf(found);
    });
  }

  message(seq: number): Promise<Message | undefined> {
    return this.call("message", () => this.snapshot().find((message) => message.seq === seq));
  }

  settle(ids: readonly number[]) {
    return this.call("settle", () => {
      this.storedCalls = this.storedCalls.filter(({ id }) => !ids.includes(id));
    });
  }

  sessions(ids: readonly string[]) {
    return this.call("sessions", () => new Map([...this.sessionsUntil].filter(([id]) => ids.includes(id))));
  }

  /** Every message with all archived events applied. */
  snapshot(): Message[] {
    const events = this.entries.map(({ event }) => event);
    return reduce([], events, Number.POSITIVE_INFINITY);
  }
}
