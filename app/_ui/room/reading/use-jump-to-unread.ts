import { type RefObject, useCallback, useEffect, useState } from "react";
import type { History } from "@/app/_ui/room/log/use-history";
import type { UnreadMarker } from "./unread-marker";

interface Jump {
  /** Whether to offer the jump: the marker is above the visible area and has not been seen yet. */
  offered: boolean;
  seeking: boolean;
  /** Whether the last jump has failed. */
  failed: boolean;
  jump: () => void;
  dismiss: () => void;
  /** Ref callback for the marker's element. */
  line: (element: HTMLElement | null) => void;
}

/** Jumps to the first unread message, and loads the messages around it. Each new `marker` object is offered again, even after a dismissal. */
export function useJumpToUnread(
  marker: UnreadMarker | undefined,
  first: number | "older" | undefined,
  { around }: History,
  root: RefObject<HTMLElement | null>,
): Jump {
  const [line, setLine] = useState<HTMLElement | null>(null);
  const [isAbove, setAbove] = useState(false);
  const [done, setDone] = useState<object>();
  const [seeking, setSeeking] = useState(false);
  /** The marker whose last jump has failed. */
  const [failedFor, setFailedFor] = useState<UnreadMarker>();

  useEffect(() => {
    if (!line) return;
    const watch = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (!entry) return;
        setAbove(!entry.isIntersecting && entry.boundingClientRect.top < (entry.rootBounds?.top ?? 0));
        if (entry.isIntersecting) setDone(marker);
      },
      { root: root.current },
    );
    watch.observe(line);
    return () => watch.disconnect();
  }, [line, marker, root]);

  const isOlder = first === "older";
  useEffect(() => {
    if (!seeking || isOlder) return;
    if (line) {
      line.scrollIntoView({ block: "start" });
      line.closest("[role=log]")?.dispatchEvent(new Event("scroll"));
      focusAfter(line);
    }
    if (line || first === undefined) setSeeking(false);
  }, [seeking, line, isOlder, first]);
  const from = seeking && isOlder ? marker?.from : undefined;
  useEffect(() => {
    if (from === undefined) return;
    const abort = new AbortController();
    void around(from, abort.signal, "nearest").then((outcome) => {
      if (outcome !== "failed" || abort.signal.aborted) return;
      setSeeking(false);
      setFailedFor(marker);
    });
    return () => abort.abort();
  }, [from, around, marker]);

  const offered = marker !== undefined && done !== marker && (isOlder || (line !== null && isAbove));
  return {
    offered,
    seeking,
    failed: isOlder && failedFor !== undefined && failedFor === marker,
    jump: useCallback(() => {
      setSeeking((now) => !now);
      setFailedFor(undefined);
    }, []),
    dismiss: useCallback(() => setDone(marker), [marker]),
    line: setLine,
  };
}

/** Moves the focus from the pressed button, which is removed, to the first unread message. */
function focusAfter(line: HTMLElement): void {
  const at = document.activeElement;
  if (at && at !== document.body && !at.closest("[data-jump]")) return;
  line.nextElementSibling?.querySelector<HTMLElement>("[data-message]")?.focus({ preventScroll: true });
}
