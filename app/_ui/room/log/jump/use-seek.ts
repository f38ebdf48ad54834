import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useState } from "react";
import { lineOf } from "@/app/_ui/room/log/line-of";
import type { History } from "@/app/_ui/room/log/use-history";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { findMessage } from "@/lib/events/reduce";
import { seqIn } from "./history-entry";
import { placeOnScreen, showAt, showLine } from "./show-line";

export interface Target {
  seq: number;
  /** On a return: the distance of its line from the log's top edge. Otherwise it is highlighted in the middle. */
  top?: number;
  /** Requests it again even if it is shown, since edits and deletes may have been missed. */
  isStale?: true;
}

export interface Seeking {
  target: Target;
  /** `found`: it is about to be shown. `missing`: the room has no such message. `deleted`: it is shown, but its text is gone. */
  phase: "loading" | "found" | "failed" | "missing" | "deleted";
}

const seekingFor = (target: Target): Seeking | undefined => ({ target, phase: "loading" });

/** Whether the target is being looked for already, as it is when the page begins with it. */
function isFor(seeking: Seeking | undefined, { seq, top, isStale }: Target): boolean {
  if (seeking?.phase !== "loading") return false;
  const { target } = seeking;
  return target.seq === seq && target.top === top && target.isStale === isStale;
}

/**
 * After a reset, the shown older messages may have missed edits and deletes and are requested again: around the target of a jump
 * that is not shown yet, otherwise around the place on the screen.
 */
export function afterReset(now: Seeking | undefined, place: Target | undefined): Seeking | undefined {
  const isSeeking = now?.phase === "loading" || now?.phase === "found";
  const target = isSeeking ? now.target : place;
  return target ? seekingFor({ ...target, isStale: true }) : now;
}

/** Looks for one message at a time, at first for the one in the address, and shows it. */
export function useSeek(client: RoomClient, state: RoomClientState, history: History) {
  const at = seqIn(useSearchParams().get("at"));
  const [seeking, setSeeking] = useState(at === undefined ? undefined : seekingFor({ seq: at }));
  const { messages, head, status, view } = state;

  const find = useEffectEvent(async ({ seq, isStale }: Target, signal: AbortSignal): Promise<Seeking["phase"]> => {
    if (!isStale && lineOf(seq)) return "found";
    if (seq > head) return status === "offline" ? "failed" : "missing";
    const { recent } = state;
    if (seq < (recent[0]?.seq ?? Number.POSITIVE_INFINITY)) return history.around(seq, signal, "only");
    if (!findMessage(recent, seq)) return "missing";
    client.showPresent();
    return "found";
  });
  const target = seeking?.phase === "loading" ? seeking.target : undefined;
  // A message may be newer than the page's rendering.
  const mayBeKnown = target !== undefined && (target.seq <= head || status !== "connecting");
  useEffect(() => {
    if (!target || !mayBeKnown) return;
    const abort = new AbortController();
    void find(target, abort.signal).then((phase) => !abort.signal.aborted && setSeeking({ target, phase }));
    return () => abort.abort();
  }, [target, mayBeKnown]);

  useLayoutEffect(() => {
    if (seeking?.phase !== "found") return;
    const { seq, top } = seeking.target;
    const line = lineOf(seq);
    if (line && top === undefined) showLine(line);
    else if (line && top !== undefined) showAt(line, top);
    const isDeleted = top === undefined && findMessage(messages, seq)?.deletedAt !== undefined;
    const phase = line ? (isDeleted ? "deleted" : undefined) : "missing";
    setSeeking(phase && { target: seeking.target, phase });
  }, [seeking, messages]);

  const seek = useCallback((next: Target) => setSeeking((now) => (isFor(now, next) ? now : seekingFor(next))), []);
  useEffect(() => {
    if (view !== "stale") return;
    const place = placeOnScreen(true);
    setSeeking((now) => afterReset(now, place));
  }, [view]);
  const cancel = useCallback(() => setSeeking(undefined), []);
  const retry = useCallback(() => setSeeking((now) => now && seekingFor({ ...now.target })), []);
  return { seeking, seek, cancel, retry };
}
