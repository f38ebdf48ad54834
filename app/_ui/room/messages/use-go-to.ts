import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Message } from "../../../../lib/protocol";
import type { History } from "../use-history";
import { lineOf } from "./line-of";

export interface Seeking {
  seq: number;
  /** `missing`: all of the room's history is loaded, and the message is not in it. */
  phase: "loading" | "arrived" | "failed" | "missing";
  /** How many messages have been loaded on the way. */
  loaded: number;
}

export interface GoTo {
  seeking: Seeking | undefined;
  go: (seq: number) => void;
  /** Stops looking, or puts away what became of it. */
  cancel: () => void;
}

/** Going to a message of the log, however far back it is: loads what lies between, then shows it and moves the focus there. */
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

  // biome-ignore lint/correctness/useExhaustiveDependencies: once its messages are drawn it can be shown.
  useEffect(() => {
    if (seeking?.phase !== "arrived") return;
    if (showLine(seeking.seq)) setSeeking(undefined);
    else setSeeking({ ...seeking, phase: "missing" });
  }, [seeking, messages]);

  return { seeking, go, cancel };
}

/** Scrolls to a message, makes it flash and focuses it. False where it is not in the log. */
function showLine(seq: number): boolean {
  const line = lineOf(seq);
  if (!line) return false;
  const view = line.closest("[role=log]")?.clientHeight ?? 0;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: line.offsetHeight > view ? "start" : "center" });
  // At once, since the log would otherwise hold on to the line that was being read before.
  line.closest("[role=log]")?.dispatchEvent(new Event("scroll"));
  line.animate?.([{ opacity: 0.3 }, { opacity: 1 }], 600);
  return true;
}
