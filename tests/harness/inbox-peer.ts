import { type FromInbox, fromInbox, type News } from "../../lib/inbox";

/** A page's connection to its owner's inbox, which keeps every frame, parsed by the wire's schema. */
export abstract class InboxPeer {
  readonly frames: FromInbox[] = [];
  closed: number | undefined;
  /** The HTTP status of a refused upgrade. */
  status: number | undefined;
  private readonly waiting = new Set<() => void>();

  abstract say(frame: object | string): void;
  abstract drop(): void;

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

  news(roomId?: string): News[] {
    const all = this.frames.flatMap((frame) => (frame.type === "news" ? frame.rooms : []));
    return all.filter((each) => roomId === undefined || each.roomId === roomId);
  }

  heard(type: FromInbox["type"]): number {
    return this.frames.filter((frame) => frame.type === type).length;
  }

  async until(isTrue: () => boolean, what: string, withinMs = 15_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!isTrue()) {
      if (Date.now() > deadline) {
        throw new Error(`waited ${withinMs} ms for ${what}; last frames: ${JSON.stringify(this.frames.slice(-3))}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  protected receives(text: string): void {
    this.note(() => this.frames.push(fromInbox.parse(JSON.parse(text))));
  }

  protected note(happened: () => unknown): void {
    happened();
    for (const go of this.waiting) go();
    this.waiting.clear();
  }
}
