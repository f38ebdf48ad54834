import type { Event, Message } from "@/lib/protocol/room";
import type { RecentBatch, RecentCache } from "@/lib/server/redis/recent";
import { Side } from "./side";

/**
 * Redis's list and stream with the guarantees of lib/server/redis/recent.ts; the real Redis passes the same rules in
 * tests/integration.
 */
export class FakeCache extends Side implements RecentCache {
  messages: Message[] = [];
  stream: Event[] = [];
  asOf = 0;

  wipe(): void {
    this.messages = [];
    this.stream = [];
    this.asOf = 0;
  }

  read() {
    return this.call("read", () => {
      const isWhole = this.messages.length === 50 || this.messages[0]?.seq === 1;
      const messages = isWhole ? [...this.messages] : undefined;
      return { messages, top: this.asOf ? String(this.asOf) : undefined, asOf: this.asOf };
    });
  }

  after(seq: number, limit: number) {
    return this.call("after", () => this.stream.filter((event) => event.seq > seq).slice(0, limit));
  }

  append({ events, since, window }: RecentBatch) {
    return this.call("append", () => {
      const knew = this.asOf;
      if (events.some((event) => event.seq <= (this.stream.at(-1)?.seq ?? 0))) throw new Error("XADD id is too small");
      const added = events.filter((event) => event.kind === "message");
      this.messages = window ? [...window] : [...this.messages, ...added].slice(-50);
      this.stream = [...this.stream, ...events].slice(-1000);
      this.asOf = events.at(-1)?.seq ?? knew;
      return knew === since;
    });
  }

  rewrite(messages: readonly Message[], events: readonly Event[], asOf: number) {
    return this.call("rewrite", () => {
      this.messages = [...messages];
      this.stream = [...events];
      this.asOf = asOf;
    });
  }

  warmUp() {
    return this.call("warmUp", () => {});
  }
}
