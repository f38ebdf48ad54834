import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Within this distance of the end, the user counts as reading the newest message. */
const BOTTOM_PX = 48;

/**
 * Keeps the log's scroll position: at the newest message, or at the line that the user has scrolled back to.
 *
 * The log is laid out `column-reverse`, so that it starts at its end before any script runs, stays there when messages
 * arrive, and keeps its place when older ones are prepended. This hook handles the rest: it holds the position when
 * messages arrive below the visible ones and when the area under the log grows.
 */
export function useLogScroll() {
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ line: Element; top: number }>(undefined);
  /** The scroll position that `hold` has set, until its scroll event arrives. */
  const heldAt = useRef<number>(undefined);
  const [atBottom, setAtBottom] = useState(true);

  const onScroll = useCallback(() => {
    const log = scroller.current;
    if (!log) return;
    const isAtBottom = log.scrollTop > -BOTTOM_PX;
    setAtBottom(isAtBottom);
    const isHeld = log.scrollTop === heldAt.current && anchor.current?.line.isConnected;
    heldAt.current = undefined;
    // A scroll by `hold` keeps the anchor: the layout may have shifted again since, and a new anchor would make that shift
    // permanent.
    if (isAtBottom || !isHeld) anchor.current = isAtBottom ? undefined : firstVisible(log);
  }, []);

  const hold = useCallback(() => {
    const log = scroller.current;
    const held = anchor.current;
    if (!log || !held?.line.isConnected) return;
    const moved = held.line.getBoundingClientRect().top - held.top;
    if (Math.abs(moved) < 1) return;
    const before = log.scrollTop;
    log.scrollTop += moved;
    // If the position did not change, no scroll event follows.
    if (log.scrollTop !== before) heldAt.current = log.scrollTop;
  }, []);

  // After every render, since any may change the layout.
  useLayoutEffect(hold);
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

  return { scroller, onScroll, atBottom, toBottom };
}

/** The topmost visible line and its position. Uses bisection: lines are in order, and there may be thousands. */
function firstVisible(log: HTMLElement): { line: Element; top: number } | undefined {
  const lines = log.querySelectorAll("[data-message]");
  const edge = log.getBoundingClientRect().top;
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
    else low = middle + 1;
  }
  const line = lines[low];
  return line && { line, top: line.getBoundingClientRect().top };
}
