import { type InboxFrame, type InboxUpdate, inboxFrame } from "@/lib/protocol/inbox";
import { FramesKept } from "./peer";

/** A page's connection to its owner's inbox, which keeps every frame, parsed by the wire's schema. */
export abstract class InboxPeer extends FramesKept<InboxFrame> {
  abstract say(frame: object | string): void;

  /** Says which rooms the page shows, and waits until it knows how things are in all of them. */
  async watch(...rooms: string[]): Promise<void> {
    const before = this.news().length;
    this.say({ type: "watch", rooms });
    const isTold = (id: string) =>
      this.news()
        .slice(before)
        .some(({ roomId }) => roomId === id);
    await this.until(() => rooms.every(isTold), "how things are in the rooms");
  }

  news(roomId?: string): InboxUpdate[] {
    const all = this.frames.flatMap((frame) => (frame.type === "news" ? frame.rooms : []));
    return all.filter((each) => roomId === undefined || each.roomId === roomId);
  }

  heard(type: InboxFrame["type"]): number {
    return this.frames.filter((frame) => frame.type === type).length;
  }

  protected parse(json: unknown): InboxFrame {
    return inboxFrame.parse(json);
  }
}
