/** Calls to rooms and inboxes, each with a signature of its own. deliver.ts sends those that must arrive. */
import { failureLine } from "@/db/errors";
import { type InboxCommand, inboxPath, type RoomCommand, roomPath, signCall } from "@/lib/server/commands";
import { webEnv } from "@/lib/server/env";
import { log } from "@/lib/server/logger";
import { roomsUrl } from "@/lib/shared/room-origin";

const CALL_TIMEOUT_MS = 2_000;
const TRIES = 2;
const CALLS_AT_ONCE = 20;
/** The caller's request waits no longer than this for a host that hangs. */
const GIVE_UP_AFTER_MS = 5_000;
/** The answer of an inbox without pages. */
const NOBODY_THERE = 410;

export interface RoomCallRequest {
  roomId: string;
  commands: readonly RoomCommand[];
  /** When what the commands say was true (epoch ms, the database's clock); left out: now. */
  at?: number;
}

export interface Call {
  target: "room" | "inbox";
  /** The room's or the user's id. */
  targetId: string;
  commands: ReadonlyArray<RoomCommand | InboxCommand>;
  /** When the change was made (epoch ms, the database's clock), if that is known. */
  at?: number;
}

/** "refused": answered with 4xx, so an early retry is useless. "failed": not reached, or answered with 5xx. */
export type CallOutcome = "done" | "refused" | "failed";

/** Sends each room its commands without storing them: a room that cannot be reached is logged and misses them. Never throws. */
export async function sendToRooms(calls: readonly RoomCallRequest[]): Promise<void> {
  await callOrLog(calls.map(({ roomId, ...call }) => ({ target: "room", targetId: roomId, ...call })));
}

/** Sends one room its commands, like `tellRooms`. */
export function sendToRoom(roomId: string, ...commands: RoomCommand[]): Promise<void> {
  return sendToRooms([{ roomId, commands }]);
}

/** The same for the inboxes of these users. */
export async function sendToInboxes(userIds: readonly string[], command: InboxCommand): Promise<void> {
  await callOrLog(userIds.map((targetId) => ({ target: "inbox", targetId, commands: [command] })));
}

async function callOrLog(calls: readonly Call[]): Promise<void> {
  await sendAll(calls, TRIES, logFailure);
}

/** Logs a call that did not succeed. */
export function logFailure({ target, targetId }: Call, outcome: CallOutcome, failure: unknown): void {
  if (outcome === "done") return;
  const place = target === "room" ? { room: targetId } : { inbox: targetId };
  log("call: not made, sockets there may still be open", failureLine(failure), place);
}

/** Makes these calls, 20 at a time, for at most 5 s, and reports each; calls not begun by then are reported as failed. Never throws. */
export async function sendAll<C extends Call>(
  calls: readonly C[],
  tries: number,
  report: (call: C, outcome: CallOutcome, failure: unknown) => void,
): Promise<void> {
  const waiting = [...calls].reverse();
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { outcome, failure } = await callUntil(giveUpAt, next, tries);
      report(next, outcome, failure);
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
}

async function callUntil(
  giveUpAt: number,
  call: Call,
  triesMax: number,
): Promise<{ outcome: CallOutcome; failure?: unknown }> {
  let failure: unknown = new Error("no time left");
  let outcome: CallOutcome = "failed";
  for (let tries = 0; tries < triesMax && Date.now() < giveUpAt; tries++) {
    try {
      const status = await callOnce(call);
      if (status < 300) return { outcome: "done" };
      outcome = status < 500 ? "refused" : "failed";
      failure = new Error(`it answers ${status}`);
    } catch (error) {
      outcome = "failed";
      failure = error;
    }
  }
  return { outcome, failure };
}

/** Returns the status of the response. @throws if there is none within CALL_TIMEOUT_MS. */
async function callOnce({ target, targetId, commands, at }: Call): Promise<number> {
  const env = webEnv();
  const path = target === "room" ? roomPath(targetId) : inboxPath(targetId);
  const sent = { method: "POST", path, body: JSON.stringify({ orders: commands }) };
  // Each try has its own signature, since a room accepts a signed call once.
  const token = await signCall(sent, env.TICKET_SECRET, undefined, at);
  const response = await fetch(`${roomsUrl(env)}${path}`, {
    method: sent.method,
    body: sent.body,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  // Read to the end, so that the connection can be used again.
  await response.arrayBuffer();
  return response.status === NOBODY_THERE && target === "inbox" ? 200 : response.status;
}
