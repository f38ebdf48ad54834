/** In the place of the rooms and inboxes: takes only calls that are signed as they should be, and remembers them. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type InboxCommand,
  inboxCommands,
  type RoomCommand,
  roomCommands,
  roomPath,
  verifyCall,
} from "@/lib/server/commands";

export interface RoomsHost {
  /** For NEXT_PUBLIC_PARTYKIT_HOST. */
  host: string;
  /** The orders that a room has had since this was last asked. */
  toldTo(roomId: string): RoomCommand[];
  /** The people whose inboxes have been told to ask again since this was last asked. */
  refreshed(): string[];
  /** From now on calls are answered with this status, and not taken; undefined: they are taken again. */
  refuse(status: number | undefined): void;
  /** How many calls it has refused. */
  refused(): number;
  /** The sessions that inboxes and rooms were told to close since this was last asked. */
  closedSessions(): string[];
  /** Calls that were not signed, or not in words that a room knows. */
  wrong: string[];
  /** What it has heard until now is nobody's affair any more. */
  forget(): void;
  stop(): Promise<void>;
}

/** @param secret asked when a call comes: the one that the web side signs with. */
export async function roomsHost(secret: () => string): Promise<RoomsHost> {
  const calls: Array<{ path: string; orders: RoomCommand[] }> = [];
  const inboxes: string[] = [];
  const wrong: string[] = [];
  const closedSessions: string[] = [];
  let refusal: number | undefined;
  let refused = 0;
  const server = createServer(async (request, response) => {
    // Somebody asks whether the rooms are up.
    if (request.method !== "POST") return void response.end();
    let body = "";
    for await (const chunk of request) body += chunk;
    if (refusal !== undefined) {
      refused++;
      response.statusCode = refusal;
      return void response.end();
    }
    const path = request.url ?? "";
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const isSigned = await verifyCall(token, { method: request.method ?? "", path, body }, secret());
    const inbox = /^\/parties\/inbox\/(.+)$/.exec(path)?.[1];
    const sent = JSON.parse(body);
    const toRoom = roomCommands.safeParse(sent);
    const toInbox = inboxCommands.safeParse(sent);
    const sessionsIn = (orders: Array<RoomCommand | InboxCommand>) =>
      orders.flatMap((order) => (order.type === "close" && "sessions" in order ? order.sessions : []));
    if (isSigned)
      closedSessions.push(...sessionsIn(inbox ? (toInbox.data?.orders ?? []) : (toRoom.data?.orders ?? [])));
    if (isSigned && inbox && toInbox.success)
      inboxes.push(...toInbox.data.orders.filter(({ type }) => type === "refresh").map(() => inbox));
    else if (isSigned && toRoom.success) calls.push({ path, orders: toRoom.data.orders });
    else wrong.push(`${path} ${body}`);
    response.setHeader("content-type", "application/json").end(JSON.stringify({ closed: 0 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    toldTo(roomId) {
      const its = calls.filter(({ path }) => path === roomPath(roomId));
      for (const call of its) calls.splice(calls.indexOf(call), 1);
      return its.flatMap(({ orders }) => orders);
    },
    refreshed: () => inboxes.splice(0),
    refuse(status) {
      refusal = status;
    },
    refused: () => refused,
    closedSessions: () => closedSessions.splice(0),
    wrong,
    forget() {
      refusal = undefined;
      for (const heard of [calls, inboxes, wrong, closedSessions]) heard.splice(0);
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
