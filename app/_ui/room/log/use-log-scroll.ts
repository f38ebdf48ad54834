import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { firstVisible, isAtEnd, seqOf } from "./line-of";

/**
 * Keeps the log's scroll position: at the newest message, or at the line that the user has scrolled back to.
 *
 * The log is laid out `column-reverse`, so that it starts at its end before any script runs, stays there when messages
 * arrive, and keeps its place when older ones are prepended. This hook handles the rest: it holds the position when
 * messages are added or removed below the visible ones and when the area under the log grows.
 *
 * @param isPast the log does not end at the newest message, so the position is also held at its end.
 * @param look called with the seq at the top of the screen; undefined: the newest message is on the screen.
 */
export function useLogScroll(isPast: boolean, look: (seq: number | undefined) => void) {
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ line: HTMLElement; top: number }>(undefined);
  /** The scroll position that `hold` has set, until its scroll event arrives. */
  const heldAt = useRef<number>(undefined);
  /** The log's size when the anchor was last in position. */
  const size = useRef("");
  const [atBottom, setAtBottom] = useState(true);

  const hold = useCallback(() => {
    const log = scroller.current;
    if (!log) return;
    const held = anchor.current;
    // At the newest message nothing is measured, since that would force a layout after every render.
    if (!held?.line.isConnected) return;
    size.current = sizeOf(log);
    const moved = held.line.getBoundingClientRect().top - held.top;
    if (Math.abs(moved) < 1) return;
    const before = log.scrollTop;
    log.scrollTop += moved;
    // If the position did not change, no scroll event follows.
    if (log.scrollTop !== before) heldAt.current = log.scrollTop;
  }, []);

  const onScroll = useCallback(() => {
    const log = scroller.current;
    if (!log) return;
    // The user has not scrolled: the log has become shorter than its scroll position, and the browser has corrected that.
    if (sizeOf(log) !== size.current) hold();
    const isAtBottom = !isPast && isAtEnd(log);
    setAtBottom(isAtBottom);
    const isHeld = log.scrollTop === heldAt.current && anchor.current?.line.isConnected;
    heldAt.current = undefined;
    // A scroll by `hold` keeps the anchor: the layout may have shifted again since, and a new anchor would make that shift
    // permanent.
    if (isAtBottom || !isHeld) anchor.current = isAtBottom ? undefined : firstVisible(log);
    size.current = sizeOf(log);
    look(anchor.current && seqOf(anchor.current.line));
  }, [isPast, look, hold]);

  // After every render, since any may change the layout.
  useLayoutEffect(hold);
  // With another `isPast`, whether the log is at the newest message changes without a scroll event.
  useLayoutEffect(onScroll, [onScroll]);
  // And whenever the log or a child changes its height: a growing composer, a bar above the log, a phone's keyboard.
  useEffect(() => {
    const log = scroller.current;
    if (!log) return;
    const watch = new ResizeObserver(hold);
    for (const element of [log, ...log.children]) watch.observe(element);
    return () => watch.disconnect();
  }, [hold]);

  const toBottom = useCallback(() => {
    anchor.current = undefined;
    setAtBottom(true);
    scroller.current?.scrollTo({ top: 0 });
  }, []);

  return { scroller, onScroll, atBottom: atBottom && !isPast, toBottom };
}

function sizeOf({ scrollHeight, clientHeight, clientWidth }: HTMLElement): string {
  return `${scrollHeight} ${clientHeight} ${clientWidth}`;
}
