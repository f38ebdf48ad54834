/** Calls to rooms and inboxes, each with its own signature. deliver.ts sends those that must arrive. */
import { failureLine } from "@/db/errors";
import { type InboxCommand, inboxPath, type RoomCommand, roomPath, signCall } from "@/lib/server/commands";
import { webEnv } from "@/lib/server/env";
import { log } from "@/lib/server/logger";
import { roomsUrl } from "@/lib/shared/room-origin";
import { forEachAtMost, retry } from "@/lib/shared/tasks";

const CALL_TIMEOUT_MS = 2_000;
const TRIES = 2;
const CALLS_AT_ONCE = 20;
/** No call starts later, so that the caller's request does not wait long for a host that hangs. */
const GIVE_UP_AFTER_MS = 5_000;
/** The status of an inbox without open pages. */
const NOBODY_THERE = 410;

export interface RoomCallRequest {
  roomId: string;
  commands: readonly RoomCommand[];
  /** When the state in the commands was read (epoch ms, the database's clock). Default: when the call is signed. */
  at?: number;
}

export interface ObjectCall {
  target: "room" | "inbox";
  /** The room's or the user's id. */
  targetId: string;
  commands: ReadonlyArray<RoomCommand | InboxCommand>;
  /** When the change was made (epoch ms, the database's clock), if that is known. */
  at?: number;
}

/** "refused": status 3xx or 4xx, so an early retry is useless. "failed": no response, or status 5xx. */
export type CallOutcome = "done" | "refused" | "failed";

/** Sends each room its commands without storing them: a room that cannot be reached is logged and misses them. Never throws. */
export async function sendToRooms(calls: readonly RoomCallRequest[]): Promise<void> {
  await callOrLog(calls.map(({ roomId, ...call }) => ({ target: "room", targetId: roomId, ...call })));
}

/** Sends one room its commands, like `sendToRooms`. */
export function sendToRoom(roomId: string, ...commands: RoomCommand[]): Promise<void> {
  return sendToRooms([{ roomId, commands }]);
}

/** Makes the open pages of these users request their rooms again. The command is not stored: an inbox that cannot be reached misses it. */
export async function refreshInboxes(userIds: readonly string[]): Promise<void> {
  await callOrLog(userIds.map((targetId) => ({ target: "inbox", targetId, commands: [{ type: "refresh" }] })));
}

async function callOrLog(calls: readonly ObjectCall[]): Promise<void> {
  await sendAll(calls, TRIES, logFailure);
}

export function logFailure({ target, targetId }: ObjectCall, outcome: CallOutcome, failure: unknown): void {
  if (outcome === "done") return;
  const place = target === "room" ? { room: targetId } : { inbox: targetId };
  log("call: not made, sockets there may still be open", failureLine(failure), place);
}

/** Makes these calls, CALLS_AT_ONCE at a time, and reports each; as failed if it could not start within GIVE_UP_AFTER_MS. Never throws. */
export async function sendAll<C extends ObjectCall>(
  calls: readonly C[],
  tries: number,
  report: (call: C, outcome: CallOutcome, failure: unknown) => void,
): Promise<void> {
  const until = Date.now() + GIVE_UP_AFTER_MS;
  await forEachAtMost(CALLS_AT_ONCE, calls, async (call) => {
    const isFinal = ({ outcome }: CallResult) => outcome === "done";
    const result = await retry(() => tryCall(call), { tries, until, isFinal });
    const { outcome, failure } = result ?? { outcome: "failed", failure: new Error("the time for calls is over") };
    report(call, outcome, failure);
  });
}

interface CallResult {
  outcome: CallOutcome;
  failure?: unknown;
}

async function tryCall(call: ObjectCall): Promise<CallResult> {
  try {
    const status = await callOnce(call);
    if (status < 300) return { outcome: "done" };
    return { outcome: status < 500 ? "refused" : "failed", failure: new Error(`answered with ${status}`) };
  } catch (failure) {
    return { outcome: "failed", failure };
  }
}

/** Returns the status of the response. @throws if there is none within CALL_TIMEOUT_MS. */
async function callOnce({ target, targetId, commands, at }: ObjectCall): Promise<number> {
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
  // The body is read to the end, so that the connection can be used again.
  await response.arrayBuffer();
  return response.status === NOBODY_THERE && target === "inbox" ? 200 : response.status;
}
