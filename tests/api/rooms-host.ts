/** A host in the place of the rooms and inboxes. It accepts only correctly signed calls, and records them. */
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
  /** The commands that a room has received since the previous `sentTo`. */
  sentTo(roomId: string): RoomCommand[];
  /** The users whose inboxes have received `refresh` since the previous `refreshed`. */
  refreshed(): string[];
  /** Answers calls with this status from now on and does not record them; undefined: accepts them again. */
  refuse(status: number | undefined): void;
  /** Number of refused calls. */
  refused(): number;
  /** The sessions that inboxes and rooms were told to close since the previous `closedSessions`. */
  closedSessions(): string[];
  /** Calls with a wrong signature or an unknown command. */
  wrong: string[];
  /** Discards everything recorded so far. */
  reset(): void;
  stop(): Promise<void>;
}

/** @param secret called for each call: the secret that the web side signs with. */
export async function roomsHost(secret: () => string): Promise<RoomsHost> {
  const calls: Array<{ path: string; orders: RoomCommand[] }> = [];
  const inboxes: string[] = [];
  const wrong: string[] = [];
  const closedSessions: string[] = [];
  let refusal: number | undefined;
  let refused = 0;
  const server = createServer(async (request, response) => {
    // The health check requests any answer.
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
    sentTo(roomId) {
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
    reset() {
      refusal = undefined;
      for (const list of [calls, inboxes, wrong, closedSessions]) list.splice(0);
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
