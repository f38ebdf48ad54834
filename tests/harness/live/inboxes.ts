import WebSocket from "ws";
import type { User } from "@/lib/protocol/room";
import { signInboxTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { InboxPeer } from "@/tests/harness/peers/inbox-peer";
import type { LiveRooms } from "./rooms";

/** A page of an inbox that runs in another process. */
export class LiveInbox extends InboxPeer {
  constructor(private readonly socket: WebSocket) {
    super();
    socket.on("message", (data) => {
      const text = String(data);
      this.receives(text);
      if (this.frames.at(-1)?.type === "mark") socket.send(text);
    });
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

  drop(): void {
    this.socket.terminate();
  }
}

/** Tries the door of a user's inbox. */
export function knockAtInbox(
  live: LiveRooms,
  userId: string,
  query: Record<string, string>,
  headers: Record<string, string> = {},
): LiveInbox {
  const url = `${live.cloud.urls.rooms.replace("http", "ws")}/parties/inbox/${userId}?${new URLSearchParams(query)}`;
  return new LiveInbox(new WebSocket(url, { headers }));
}

/** A page of this user's, connected. */
export async function openInbox(live: LiveRooms, { id }: User, sessionId: string = newId()): Promise<LiveInbox> {
  const { ticket } = await signInboxTicket(id, sessionId, live.env.TICKET_SECRET);
  const page = knockAtInbox(live, id, { v: "1", ticket });
  await page.until(() => page.heard("welcome") > 0, "a welcome");
  return page;
}
