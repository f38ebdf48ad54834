import type { SendReceipt } from "@/lib/events/reduce";
import { timeOfId } from "@/lib/shared/ids";

/**
 * The room's memory of accepted sends (R4). A clientId contains its creation time. No forgotten id was created after
 * `watermark`, so an unknown newer id is certainly new and needs no query.
 */
export class SendDedup {
  private readonly receipts = new Map<string, SendReceipt>();

  /** @param watermark no forgotten clientId was created later (epoch ms, by the senders' clocks) */
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

  /** False: only the archive knows whether this send was accepted long ago. */
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
