import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * Scrolls a list to the open room's row when another room is opened. Later, the row stays in view when the order changes, or the
 * scroller or what is above the row changes its height, unless the user has scrolled away from the row.
 */
export function useKeptInView(list: RefObject<HTMLElement | null>, current: string | undefined, order: string): void {
  const isInView = useRef(true);
  const scrolledTo = useRef<string>(undefined);

  useEffect(() => {
    const scroller = scrollerOf(list.current);
    if (!scroller || !current) return;
    let height = scroller.clientHeight;
    const scrolled = () => {
      const row = rowOf(list.current, current);
      // With a new height, the browser may have scrolled, not the user: then the observer decides.
      if (row && scroller.clientHeight === height) isInView.current = isRowInView(row, scroller);
    };
    const watch = new ResizeObserver(() => {
      const row = rowOf(list.current, current);
      // The list has no height where it is not shown.
      if (!row || scroller.clientHeight === 0) return;
      if (isInView.current) scrollToRow(row, scroller);
      height = scroller.clientHeight;
      isInView.current = isRowInView(row, scroller);
    });
    watch.observe(scroller);
    for (const content of scroller.children) watch.observe(content);
    scroller.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      watch.disconnect();
      scroller.removeEventListener("scroll", scrolled);
    };
  }, [list, current]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the order moves the row.
  useLayoutEffect(() => {
    const [row, scroller] = [rowOf(list.current, current), scrollerOf(list.current)];
    if (!row || !scroller || (scrolledTo.current === current && !isInView.current)) return;
    scrolledTo.current = current;
    scrollToRow(row, scroller);
    isInView.current = true;
  }, [list, current, order]);
}

function rowOf(list: HTMLElement | null, id: string | undefined): HTMLElement | undefined {
  return id ? (list?.querySelector<HTMLElement>(`[data-key="${id}"]`) ?? undefined) : undefined;
}

function scrollerOf(list: HTMLElement | null): HTMLElement | undefined {
  for (let each = list?.parentElement; each; each = each.parentElement)
    if (/auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  return undefined;
}

/** Whether the row's middle is in view. */
function isRowInView(row: HTMLElement, scroller: HTMLElement): boolean {
  const [{ top, height }, view] = [row.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const middle = top + height / 2;
  return middle >= view.top && middle <= view.bottom;
}

/** Unlike `scrollIntoView`, this scrolls nothing around the scroller, such as a page that is zoomed in. */
function scrollToRow(row: HTMLElement, scroller: HTMLElement): void {
  const [{ top, bottom }, view] = [row.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (bottom > view.bottom) scroller.scrollTop += bottom - view.bottom;
  else if (top < view.top) scroller.scrollTop += top - view.top;
}
