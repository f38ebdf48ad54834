/** Delivers stored commands to rooms and inboxes, and retries until they are carried out (D8). docs/decisions/0014. */
import { after } from "next/server";
import { failureLine } from "../../db/failure";
import { claimCommands, type PendingCommand, postponeCommands, settleCommands } from "../../db/pending-commands";
import { webEnv } from "../../lib/env";
import { log } from "../../lib/log-line";
import { type CallOutcome, callAll, logFailure } from "./call-rooms";
import { database } from "./services";

/** From one try of a command to the next. With a call's timeout it stays well below the 10 s that D8 allows. */
const RETRY_EVERY_MS = 4_000;
/** Commands in one round: with every call timing out, a round ends before its commands are due again. */
const ROUND_MAX = 40;
/** Sessions live 30 days: a socket does not outlive its command. */
const KEEP_MS = 31 * 24 * 60 * 60_000;
/** The next command is due later than this only if it was refused: the loop ends, and a later request looks again. */
const WAIT_MAX_MS = 10_000;
/** Nothing of a round arrived: the rooms are away, and the rest of what is due need not be tried at once. */
const AWAY_WAIT_MS = 1_000;
/** A session may have had tickets for thousands of rooms. */
const LOGGED_MAX = 20;
/** On Vercel a function may go on for this long after its answer. Elsewhere the process is ours. */
const SERVERLESS_MAX_MS = 240_000;

/** A loop that has not renewed this by then was cut off with its function (epoch ms). */
let loopAliveUntil = 0;
/** Something came to wait while a loop was running, perhaps after its last look. */
let isWanted = false;

/**
 * Sends commands that have just been stored, for at most 5 s. Those that do not arrive are retried in the background. Never throws.
 */
export async function deliver(commands: readonly PendingCommand[]): Promise<void> {
  if (commands.length === 0) return;
  let logged = 0;
  const logFirst: typeof logFailure = (call, outcome, failure) => {
    if (outcome !== "done" && logged++ < LOGGED_MAX) logFailure(call, outcome, failure);
  };
  const failed = await send(commands, logFirst).catch((error: unknown) => {
    log("commands: not noted as delivered", failureLine(error));
    return commands.length;
  });
  if (failed > 0) retryCommands();
}

/** Starts to retry what is due, if nothing does yet. Returns at once and never throws. */
export function retryCommands(): void {
  isWanted = true;
  if (Date.now() < loopAliveUntil) return;
  const loop = retryLoop().finally(() => {
    loopAliveUntil = 0;
  });
  if (!webEnv().VERCEL) return;
  try {
    after(loop);
  } catch {
    // Outside of a request: it goes on for as long as the function does.
  }
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

/** Answers how long to wait for the next round; undefined: nothing is left that will be due soon. */
async function retryRound(): Promise<number | undefined> {
  try {
    const { commands, nextInMs } = await claimCommands(database(), ROUND_MAX, RETRY_EVERY_MS, KEEP_MS);
    const failed = await send(commands, () => {});
    if (failed > 0) log("commands: retried, not delivered", `${failed} of ${commands.length}`);
    if (commands.length === ROUND_MAX) return failed === ROUND_MAX ? AWAY_WAIT_MS : 0;
    if (commands.length === 0 && (nextInMs === undefined || nextInMs > WAIT_MAX_MS)) return undefined;
    return Math.min(nextInMs ?? 0, RETRY_EVERY_MS);
  } catch (error) {
    log("commands: not retried", failureLine(error));
    return RETRY_EVERY_MS;
  }
}

/** Answers how many have not arrived. @throws when the database is away. */
async function send(commands: readonly PendingCommand[], report: typeof logFailure): Promise<number> {
  const ids: Record<CallOutcome, number[]> = { done: [], refused: [], failed: [] };
  await callAll(commands, 1, (command, outcome, failure) => {
    ids[outcome].push(command.id);
    report(command, outcome, failure);
  });
  await settleCommands(database(), ids.done);
  await postponeCommands(database(), ids.refused);
  return ids.failed.length;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer: unknown = setTimeout(resolve, ms);
    // In Node.js: it must not keep a process that has nothing else to do.
    (timer as { unref?(): void }).unref?.();
  });
}
