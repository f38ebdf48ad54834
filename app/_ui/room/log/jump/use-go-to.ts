import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { lineOf } from "@/app/_ui/room/log/line-of";
import type { History } from "@/app/_ui/room/log/use-history";
import type { Message } from "@/lib/protocol/room";
import { useAddressTarget } from "./use-address-target";

export interface Seeking {
  seq: number;
  /** `missing`: the history is loaded back to this seq, and has no such message. */
  phase: "loading" | "arrived" | "failed" | "missing";
  /** Number of messages loaded so far. */
  loaded: number;
}

export interface GoTo {
  seeking: Seeking | undefined;
  go: (seq: number) => void;
  /** Stops the search, or dismisses its result. */
  cancel: () => void;
}

/** Goes to a message of the log: loads the history back to it, scrolls to it and focuses it. Begins with the message that the address names. */
export function useGoTo(history: History, messages: readonly Message[]): GoTo {
  const [seeking, setSeeking] = useState<Seeking>();
  const abort = useRef<AbortController>(undefined);
  const reach = useEffectEvent(history.reach);
  const [wanted, setWanted] = useState<{ seq: number }>();

  const cancel = useCallback(() => {
    abort.current?.abort();
    setWanted(undefined);
    setSeeking(undefined);
  }, []);
  const go = useCallback((seq: number) => {
    if (showLine(seq)) return;
    abort.current?.abort();
    setSeeking({ seq, phase: "loading", loaded: 0 });
    setWanted({ seq });
  }, []);

  useEffect(() => {
    if (!wanted) return;
    const { seq } = wanted;
    const own = new AbortController();
    abort.current = own;
    const progress = (loaded: number) => setSeeking({ seq, phase: "loading", loaded });
    void reach(seq, own.signal, progress).then((outcome) => {
      if (own.signal.aborted) return;
      setSeeking((now) => now && { ...now, phase: outcome === "reached" ? "arrived" : "failed" });
    });
    return () => own.abort();
  }, [wanted]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the target may be among the new messages.
  useEffect(() => {
    if (seeking?.phase !== "arrived") return;
    if (showLine(seeking.seq)) setSeeking(undefined);
    else setSeeking({ ...seeking, phase: "missing" });
  }, [seeking, messages]);

  useAddressTarget(go);
  return { seeking, go, cancel };
}

/** Scrolls to a message, highlights it and focuses it. Returns false if the message is not in the log. */
function showLine(seq: number): boolean {
  const line = lineOf(seq);
  if (!line) return false;
  const view = line.closest("[role=log]")?.clientHeight ?? 0;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: line.offsetHeight > view ? "start" : "center" });
  // The browser sends its own scroll event later. Until the log gets one, it would scroll back to its old position.
  line.closest("[role=log]")?.dispatchEvent(new Event("scroll"));
  line.animate?.([{ opacity: 0.3 }, { opacity: 1 }], 600);
  return true;
}
