/** Telling rooms, and people's inboxes, what has changed: one signed call each, tried twice. */
import { failureLine } from "../../db/failure";
import { webEnv } from "../../lib/env";
import { log } from "../../lib/log-line";
import { type InboxOrder, inboxPath, type RoomOrder, roomPath, signCall } from "../../lib/room-admin";
import { roomsUrl } from "../../lib/room-origin";

const CALL_TIMEOUT_MS = 2_000;
const TRIES = 2;
const CALLS_AT_ONCE = 20;
/** When the rooms' host hangs, whoever asked waits no longer than this. In ms. */
const GIVE_UP_AFTER_MS = 5_000;
/** What an inbox without pages answers. */
const NOBODY_THERE = 410;

export interface RoomCall {
  roomId: string;
  orders: readonly RoomOrder[];
}

/** The room can only be read from now on. */
export const READ_ONLY: RoomOrder = { type: "open", isReadOnly: true, recheck: false };

interface Call {
  path: string;
  /** Whom it goes to. */
  to: { room: string } | { inbox: string };
  body: object;
  /** An answer that says it can't be done there, and need not be. */
  fine?: number;
}

/**
 * Tells each room its orders. Never throws: the change is made already and holds at the door, and whoever asked can't do
 * more about it. A room that can't be reached is logged.
 */
export async function tellRooms(calls: readonly RoomCall[]): Promise<void> {
  await callAll(
    calls.map(({ roomId, orders }) => ({ path: roomPath(roomId), to: { room: roomId }, body: { orders } })),
  );
}

/** Tells one room its orders, like `tellRooms`. */
export function tellRoom(roomId: string, ...orders: RoomOrder[]): Promise<void> {
  return tellRooms([{ roomId, orders }]);
}

/** Tells these people's inboxes, through which their pages hear of rooms that are not open. Never throws. */
export async function tellInboxes(userIds: readonly string[], order: InboxOrder): Promise<void> {
  await callAll(userIds.map((id) => ({ path: inboxPath(id), to: { inbox: id }, body: order, fine: NOBODY_THERE })));
}

async function callAll(calls: readonly Call[]): Promise<void> {
  const waiting = [...calls];
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await callUntil(giveUpAt, next);
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
}

async function callUntil(giveUpAt: number, call: Call): Promise<void> {
  let failure: unknown = new Error("no time left");
  for (let tries = 0; tries < TRIES && Date.now() < giveUpAt; tries++) {
    try {
      return await callOnce(call);
    } catch (error) {
      failure = error;
    }
  }
  log("call: not made, sockets there may still be open", failureLine(failure), call.to);
}

/** @throws when there is no answer within 2 s, or a refusal. */
async function callOnce({ path, body, fine }: Call): Promise<void> {
  const env = webEnv();
  const sent = { method: "POST", path, body: JSON.stringify(body) };
  // Signed anew for each try: a call counts once.
  const token = await signCall(sent, env.TICKET_SECRET);
  const response = await fetch(`${roomsUrl(env)}${path}`, {
    method: sent.method,
    body: sent.body,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  // Read to the end, so that the connection can be used again.
  await response.arrayBuffer();
  if (!response.ok && response.status !== fine) throw new Error(`it answers ${response.status}`);
}
