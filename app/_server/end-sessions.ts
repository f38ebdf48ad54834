/** Ending sessions: no ticket from then on, and their open sockets close within a second (D3). */
import type { Database } from "../../db/client";
import { describeFailure } from "../../db/failure";
import { deleteSessions, deleteSessionsOf, type RoomOfSessions } from "../../db/session-rooms";
import { type SharedEnv, webEnv } from "../../lib/env";
import { ORDER_IDS_MAX, orderAnswer, type RoomOrder, roomPath, signCall } from "../../lib/room-admin";

const CALL_TIMEOUT_MS = 2_000;
const TRIES = 2;
const CALLS_AT_ONCE = 20;
/** When the rooms' host hangs, whoever logs out waits no longer than this. In ms. */
const GIVE_UP_AFTER_MS = 5_000;

/**
 * Ends these sessions; the caller has checked whose they are. One batch, then one call to each room that they had tickets for.
 * A room that can't be reached is logged: sockets there stay open, but can't come back. @throws when the database is away.
 */
export async function endSessions(db: Database, sessionIds: readonly string[]): Promise<void> {
  await closeSockets(await deleteSessions(db, sessionIds));
}

/** Ends all of a user's sessions, but for one where it is named. Otherwise like `endSessions`. */
export async function endOtherSessions(db: Database, userId: string, exceptSessionId?: string): Promise<void> {
  await closeSockets(await deleteSessionsOf(db, userId, exceptSessionId));
}

async function closeSockets(rooms: readonly RoomOfSessions[]): Promise<void> {
  const orders = rooms.flatMap(ordersFor);
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  const work = async () => {
    for (let next = orders.pop(); next; next = orders.pop()) await tell(next.roomId, next.order, giveUpAt);
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
}

function ordersFor({ roomId, sessionIds }: RoomOfSessions): Array<{ roomId: string; order: RoomOrder }> {
  const parts = Array.from({ length: Math.ceil(sessionIds.length / ORDER_IDS_MAX) }, (_, i) =>
    sessionIds.slice(i * ORDER_IDS_MAX, (i + 1) * ORDER_IDS_MAX),
  );
  return parts.map((sessions) => ({ roomId, order: { type: "close", sessions } }));
}

/** Never throws: the sessions are gone already, and whoever asked can't do more about it. */
async function tell(roomId: string, order: RoomOrder, giveUpAt: number): Promise<void> {
  let failure: unknown = new Error("no time left");
  for (let tries = 0; tries < TRIES && Date.now() < giveUpAt; tries++) {
    try {
      return await callRoom(webEnv(), roomId, order);
    } catch (error) {
      failure = error;
    }
  }
  console.error(`room ${roomId}: sockets of ended sessions may still be open: ${describeFailure(failure)}`);
}

/** @throws when the room does not answer in 2 s, or with a refusal. */
async function callRoom(env: SharedEnv & { NEXT_PUBLIC_PARTYKIT_HOST: string }, roomId: string, order: RoomOrder) {
  const host = env.NEXT_PUBLIC_PARTYKIT_HOST;
  const scheme = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host) ? "http" : "https";
  const call = { method: "POST", path: roomPath(roomId), body: JSON.stringify(order) };
  // Signed anew for each try: a call counts once.
  const token = await signCall(call, env.TICKET_SECRET);
  const response = await fetch(`${scheme}://${host}${call.path}`, {
    method: call.method,
    body: call.body,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the room answers ${response.status}`);
  orderAnswer.parse(await response.json());
}
