import WebSocket from "ws";
import { newId } from "../../lib/ids";
import { type FromInbox, fromInbox, type News } from "../../lib/inbox";
import type { User } from "../../lib/protocol";
import { signInboxTicket } from "../../lib/ticket";
import type { LiveRooms } from "./live";

/** A page's connection to its owner's inbox, which keeps every frame, parsed by the wire's schema. */
export class InboxPeer {
  readonly frames: FromInbox[] = [];
  closed: number | undefined;
  /** The HTTP status of a refused upgrade. */
  status: number | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly socket: WebSocket) {
    socket.on("message", (data) => this.note(() => this.frames.push(fromInbox.parse(JSON.parse(String(data))))));
    socket.on("close", (code) => this.note(() => (this.closed = code)));
    socket.on("unexpected-response", (_, response) => this.note(() => (this.status = response.statusCode)));
    socket.on("error", () => {});
    // See LivePeer.
    const closing = setInterval(() => socket.readyState === WebSocket.CLOSING && socket.terminate(), 20);
    socket.on("close", () => clearInterval(closing));
  }

  say(frame: object | string): void {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

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

  drop(): void {
    this.socket.terminate();
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

  private note(happened: () => unknown): void {
    happened();
    for (const go of this.waiting) go();
    this.waiting.clear();
  }
}

/** Tries the door of a user's inbox. */
export function knockAtInbox(
  live: LiveRooms,
  userId: string,
  query: Record<string, string>,
  headers: Record<string, string> = {},
): InboxPeer {
  const url = `${live.cloud.urls.rooms.replace("http", "ws")}/parties/inbox/${userId}?${new URLSearchParams(query)}`;
  return new InboxPeer(new WebSocket(url, { headers }));
}

/** A page of this user's, connected. */
export async function openInbox(live: LiveRooms, { id }: User, sessionId: string = newId()): Promise<InboxPeer> {
  const { ticket } = await signInboxTicket(id, sessionId, live.env.TICKET_SECRET);
  const peer = knockAtInbox(live, id, { v: "1", ticket });
  await peer.until(() => peer.heard("welcome") > 0, "a welcome");
  return peer;
}
