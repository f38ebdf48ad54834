import type { SendReceipt } from "@/lib/events/reduce";
import { timeOfId } from "@/lib/shared/ids";

/**
 * The room's memory of which sends it has accepted (R4). A clientId carries the time it was made, so the memory needs no
 * query to know a first send: what it has forgotten is all older than `horizon`, and an id newer than that is new.
 */
export class SendDedup {
  private readonly receipts = new Map<string, SendReceipt>();

  /** @param watermark the newest id time among the sends that are no longer remembered (epoch ms, by the senders' clocks). */
  constructor(
    public watermark: number,
    private readonly max: number,
  ) {}

  add(userId: string, clientId: string, receipt: SendReceipt): void {
    this.receipts.set(keyOf(userId, clientId), receipt);
    if (this.receipts.size > this.max) this.forgetOldest();
  }

  find(userId: string, clientId: string): SendReceipt | undefined {
    return this.receipts.get(keyOf(userId, clientId));
  }

  /** False: only the archive can tell whether this send was accepted long ago. */
  covers(clientId: string): boolean {
    return timeOfId(clientId) > this.watermark;
  }

  private forgetOldest(): void {
    for (const key of this.receipts.keys()) {
      this.receipts.delete(key);
      this.watermark = Math.max(this.watermark, timeOfId(key.slice(key.indexOf(":") + 1)));
      return;
    }
  }
}

const keyOf = (userId: string, clientId: string) => `${userId}:${clientId}`;
