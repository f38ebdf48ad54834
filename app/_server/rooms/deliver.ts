/** Delivers stored calls to rooms and inboxes, and retries until they are carried out (D8). docs/decisions/0014. */
import { inBackground } from "@/app/_server/background";
import { database } from "@/app/_server/services";
import { failureLine } from "@/db/errors";
import { claimCalls, type PendingCall, postponeCalls, settleCalls } from "@/db/pending-calls";
import { webEnv } from "@/lib/server/env";
import { log } from "@/lib/server/logger";
import { type CallOutcome, logFailure, sendAll } from "./call-rooms";

/** Time between two tries of a command. Together with a call's timeout of 2 s it is well below the 10 s that D8 allows. */
const RETRY_EVERY_MS = 4_000;
/** Commands in one round. If every call times out (20 at a time, 2 s each), the round ends about when its calls are due again. */
const ROUND_MAX = 40;
/** Longer than the 30 days of a session, so that no socket outlives the command that closes it. */
const KEEP_MS = 31 * 24 * 60 * 60_000;
/** The loop ends if no call is due within this time. Only refused calls wait longer; a later request starts the loop again. */
const WAIT_MAX_MS = 10_000;
/** If every call of a full round failed, the rooms are unavailable, so the next round waits for this long. */
const AWAY_WAIT_MS = 1_000;
/** At most this many log lines per delivery, since a session may have had tickets for thousands of rooms. */
const LOGGED_MAX = 20;
/** On Vercel the loop ends after this time, before Vercel stops the function. Elsewhere it has no limit. */
const SERVERLESS_MAX_MS = 240_000;

/** A running loop keeps moving this time forward (epoch ms). A time in the past means that the loop stopped with its function. */
let loopAliveUntil = 0;
/** Set by `retryCalls`: the running loop does one more round, since its last query may have been before the new command. */
let isWanted = false;

/** Sends calls that have just been stored. Calls that fail are retried in the background. Never throws. */
export async function deliver(calls: readonly PendingCall[]): Promise<void> {
  if (calls.length === 0) return;
  let logged = 0;
  const logFirst: typeof logFailure = (call, outcome, failure) => {
    if (outcome !== "done" && logged++ < LOGGED_MAX) logFailure(call, outcome, failure);
  };
  const failed = await send(calls, logFirst).catch((error: unknown) => {
    log("commands: not noted as delivered", failureLine(error));
    return calls.length;
  });
  if (failed > 0) retryCalls();
}

/** Starts the loop that retries due calls, if none is running. Returns at once and never throws. */
export function retryCalls(): void {
  isWanted = true;
  if (Date.now() < loopAliveUntil) return;
  inBackground(
    retryLoop().finally(() => {
      loopAliveUntil = 0;
    }),
  );
}

async function retryLoop(): Promise<void> {
  const endsAt = webEnv().VERCEL ? Date.now() + SERVERLESS_MAX_MS : Number.POSITIVE_INFINITY;
  for (let waitMs = 0; Date.now() + waitMs < endsAt; ) {
    loopAliveUntil = Date.now() + waitMs + 3 * WAIT_MAX_MS;
    await sleep(waitMs);
    isWanted = false;
    const next = await retryRound();
    if (next === undefined && !isWanted) return;
    waitMs = next ?? 0;
  }
}

/** Returns how long to wait for the next round, or undefined if no command will be due soon. */
async function retryRound(): Promise<number | undefined> {
  try {
    const { calls, nextInMs } = await claimCalls(database(), ROUND_MAX, RETRY_EVERY_MS, KEEP_MS);
    const failed = await send(calls, () => {});
    if (failed > 0) log("commands: retried, not delivered", `${failed} of ${calls.length}`);
    if (calls.length === ROUND_MAX) return failed === ROUND_MAX ? AWAY_WAIT_MS : 0;
    if (calls.length === 0 && (nextInMs === undefined || nextInMs > WAIT_MAX_MS)) return undefined;
    return Math.min(nextInMs ?? 0, RETRY_EVERY_MS);
  } catch (error) {
    log("commands: not retried", failureLine(error));
    return RETRY_EVERY_MS;
  }
}

/** Returns how many calls failed. @throws if the database is unavailable. */
async function send(calls: readonly PendingCall[], report: typeof logFailure): Promise<number> {
  const ids: Record<CallOutcome, number[]> = { done: [], refused: [], failed: [] };
  await sendAll(calls, 1, (call, outcome, failure) => {
    ids[outcome].push(call.id);
    report(call, outcome, failure);
  });
  await settleCalls(database(), ids.done);
  await postponeCalls(database(), ids.refused);
  return ids.failed.length;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer: unknown = setTimeout(resolve, ms);
    // In Node.js the timer must not keep the process alive.
    (timer as { unref?(): void }).unref?.();
  });
}
