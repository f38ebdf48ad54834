import WebSocket from "ws";
import type { User } from "@/lib/protocol/room";
import { signInboxTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { InboxPeer } from "@/tests/harness/peers/inbox-peer";
import { overWebSocket } from "@/tests/harness/peers/web-socket";
import type { LiveRooms } from "./rooms";

/** Tries to connect to a user's inbox. */
export function knockAtInbox(
  live: LiveRooms,
  userId: string,
  query: Record<string, string>,
  headers: Record<string, string> = {},
): InboxPeer {
  const url = `${live.cloud.urls.rooms.replace("http", "ws")}/parties/inbox/${userId}?${new URLSearchParams(query)}`;
  return new InboxPeer(overWebSocket(new WebSocket(url, { headers })));
}

/** Connects a page to its user's inbox, and waits for the welcome. */
export async function openInbox(live: LiveRooms, { id }: User, sessionId: string = newId()): Promise<InboxPeer> {
  const { ticket } = await signInboxTicket(id, sessionId, live.env.TICKET_SECRET);
  const page = knockAtInbox(live, id, { v: "1", ticket });
  await page.until(() => page.heard("welcome") > 0, "a welcome");
  return page;
}
