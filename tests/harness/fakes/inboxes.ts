import type { RoomUpdate } from "@/lib/protocol/inbox";
import type { Inboxes } from "@/party/ports";
import { Side } from "./side";

/** The inboxes of a room's watchers: records the updates that each gets. */
export class FakeInboxes extends Side implements Inboxes {
  readonly updates: Array<{ userId: string; news: RoomUpdate }> = [];
  readonly refreshed: string[] = [];
  /** Users whose pages are all closed. */
  readonly gone = new Set<string>();

  update(userId: string, news: RoomUpdate) {
    return this.call("news", () => {
      if (this.gone.has(userId)) return "gone" as const;
      this.updates.push({ userId, news });
      return "taken" as const;
    });
  }

  refresh(userId: string) {
    return this.call("refresh", () => {
      this.refreshed.push(userId);
    });
  }
}
