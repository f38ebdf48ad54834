import { type RefObject, useCallback, useEffect, useRef } from "react";
import { isPageAttended } from "@/app/_ui/inbox/is-page-attended";
import { seenLines } from "./seen";

/**
 * Reports the read position: a message and all earlier ones are read once it is on the screen of a page with the focus. Returns a
 * function to call after the log has scrolled.
 * @param isPaused whether the target of a jump is not shown yet.
 */
export function useReadTracking(
  scroller: RefObject<HTMLElement | null>,
  newest: number | undefined,
  readTo: number,
  isPaused: boolean,
  read: (seq: number) => void,
): () => void {
  const frame = useRef<number>(undefined);
  const reported = useRef(0);
  const look = useCallback(() => {
    frame.current = undefined;
    const log = scroller.current;
    const seen = log && !isPaused && isPageAttended() ? newestSeen(log) : undefined;
    // Once the newest message is seen, later edits (up to seq `readTo`) count as read too, since an edit may mention the user.
    const seq = seen !== undefined && seen === newest ? Math.max(seen, readTo) : seen;
    if (seq === undefined || seq <= reported.current) return;
    reported.current = seq;
    read(seq);
  }, [scroller, read, newest, readTo, isPaused]);
  // Measuring forces a layout, so it happens at most once per frame.
  const lookSoon = useCallback(() => {
    frame.current ??= requestAnimationFrame(look);
  }, [look]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message may be on the screen without any scrolling.
  useEffect(lookSoon, [lookSoon, newest]);

  useEffect(() => {
    window.addEventListener("focus", lookSoon);
    window.addEventListener("resize", lookSoon);
    document.addEventListener("visibilitychange", lookSoon);
    return () => {
      window.removeEventListener("focus", lookSoon);
      window.removeEventListener("resize", lookSoon);
      document.removeEventListener("visibilitychange", lookSoon);
      if (frame.current !== undefined) cancelAnimationFrame(frame.current);
      frame.current = undefined;
    };
  }, [lookSoon]);

  return lookSoon;
}

function newestSeen(log: HTMLElement): number | undefined {
  const lines = log.querySelectorAll<HTMLElement>("[data-seq]");
  const spanOf = (i: number) => lines[i]?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  const seen = seenLines(lines.length, spanOf, log.getBoundingClientRect());
  const seq = Number(lines[seen - 1]?.dataset.seq);
  return Number.isNaN(seq) ? undefined : seq;
}
