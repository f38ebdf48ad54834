import { useEffect, useRef, useState } from "react";
import { type Answer, callApi } from "@/app/_ui/api/call-api";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { MessagesAnswer } from "@/lib/protocol/http/messages";
import type { Message } from "@/lib/protocol/room";

const PAGE = 50;
/** The API's maximum for one call. */
const REACH_PAGE = 100;

export interface History {
  phase: "idle" | "loading" | "failed";
  /** Whether the shown messages begin with the room's first message. */
  complete: boolean;
  load: () => void;
  /**
   * Loads all messages back to this seq, and shows them together. After a failure or an abort it shows the messages loaded so
   * far, so that a new attempt continues from there. @param progress called with the number of messages loaded so far.
   */
  reach: (seq: number, signal: AbortSignal, progress: (loaded: number) => void) => Promise<"reached" | "failed">;
}

/** Loads messages before the oldest shown one, page by page. */
export function useHistory(
  roomId: string,
  { messages, head }: Pick<RoomClientState, "messages" | "head">,
  prepend: (older: Message[]) => void,
): History {
  const oldest = messages[0]?.seq;
  const [phase, setPhase] = useState<History["phase"]>("idle");
  /** The room's oldest seq, once the archive has returned it. */
  const [first, setFirst] = useState<number>();
  const asking = useRef<AbortController>(undefined);
  const complete = oldest === undefined ? head === 0 : oldest === 1 || oldest === first;
  const before = oldest ?? head + 1;

  /** Current values for `reach`, which runs across renders: a reset of the room may replace the messages meanwhile. */
  const latest = useRef({ before, prepend });
  useEffect(() => {
    latest.current = { before, prepend };
  });
  useEffect(() => () => asking.current?.abort(), []);

  async function load() {
    if (complete || asking.current) return;
    const abort = new AbortController();
    asking.current = abort;
    setPhase("loading");
    const path = `/api/rooms/${roomId}/messages?before=${before}&limit=${PAGE}`;
    const answer = await callApi<MessagesAnswer>(path, { signal: abort.signal }).catch(() => undefined);
    // `reach` may have aborted this request and started its own.
    if (asking.current === abort) asking.current = undefined;
    if (!answer) return;
    setPhase(answer.ok ? "idle" : "failed");
    if (!answer.ok) return;
    const older = answer.data.messages;
    prepend(older);
    if (answer.data.nextBefore === undefined) setFirst(older[0]?.seq ?? oldest);
  }

  async function reach(seq: number, signal: AbortSignal, progress: (loaded: number) => void) {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setPhase("loading");
    const start = latest.current.before;
    const any = AbortSignal.any([abort.signal, signal]);
    const { messages: older, outcome, atFirst } = await pagesDownTo(roomId, start, seq, any, progress);
    if (asking.current === abort) {
      asking.current = undefined;
      // Even after a failure: the caller of `reach` reports it, and scrolling to the top must still load more.
      setPhase("idle");
    }
    // The shown messages no longer begin at `start`, so prepending these pages would leave a gap.
    if (latest.current.before !== start) return outcome === "reached" ? "failed" : outcome;
    if (older.length > 0) latest.current.prepend(older);
    if (atFirst) setFirst(older[0]?.seq ?? oldest);
    return outcome;
  }
  return { phase, complete, load, reach };
}

/** Loads the messages below `before` down to `seq`, page by page, until a call fails; `atFirst`: the room's first message is included. */
async function pagesDownTo(
  roomId: string,
  before: number,
  seq: number,
  signal: AbortSignal,
  progress: (loaded: number) => void,
): Promise<{ messages: Message[]; outcome: "reached" | "failed"; atFirst: boolean }> {
  const pages: Message[][] = [];
  let loaded = 0;
  let from: number | undefined = before;
  let outcome: "reached" | "failed" = "reached";
  while (from !== undefined && from > seq && outcome === "reached") {
    const path: string = `/api/rooms/${roomId}/messages?before=${from}&limit=${REACH_PAGE}`;
    const answer: Answer<MessagesAnswer> | undefined = await callApi<MessagesAnswer>(path, { signal }).catch(
      () => undefined,
    );
    if (answer?.ok) {
      pages.unshift(answer.data.messages);
      loaded += answer.data.messages.length;
      progress(loaded);
      from = answer.data.nextBefore;
    } else outcome = "failed";
  }
  return { messages: pages.flat(), outcome, atFirst: from === undefined };
}
