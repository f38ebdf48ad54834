import { type InboxFrame, type InboxUpdate, inboxFrame } from "@/lib/protocol/inbox";
import { type Connect, Peer } from "./peer";

/** A page's connection to its owner's inbox. */
export class InboxPeer extends Peer<InboxFrame> {
  constructor(connect: Connect) {
    super(inboxFrame, connect);
  }

  /** Sends the page's rooms, and waits for the current state of all of them. */
  async watch(...rooms: string[]): Promise<void> {
    const before = this.news().length;
    await this.say({ type: "watch", rooms });
    const isTold = (id: string) =>
      this.news()
        .slice(before)
        .some(({ roomId }) => roomId === id);
    await this.until(() => rooms.every(isTold), "how things are in the rooms");
  }

  news(roomId?: string): InboxUpdate[] {
    const all = this.of("news").flatMap(({ rooms }) => rooms);
    return all.filter((each) => roomId === undefined || each.roomId === roomId);
  }

  heard(type: InboxFrame["type"]): number {
    return this.of(type).length;
  }
}
