import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * Scrolls a list to the open room's row when another room is opened. Later, the row stays in view when the order or the window's
 * size changes, unless the user has scrolled away from the row.
 */
export function useKeptInView(list: RefObject<HTMLElement | null>, current: string | undefined, order: string): void {
  const isInView = useRef(true);
  const scrolledTo = useRef<string>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the order may render the row anew.
  useEffect(() => {
    const row = rowOf(list.current, current);
    if (!row) return;
    let height = window.innerHeight;
    /** Whether the window's height has changed; the row then stays in view. Browsers report it before or after the row's leaving. */
    const resized = () => {
      if (height === window.innerHeight) return false;
      height = window.innerHeight;
      if (isInView.current) row.scrollIntoView({ block: "nearest" });
      return true;
    };
    const watch = new IntersectionObserver(([entry]) => {
      if (!resized()) isInView.current = entry?.isIntersecting ?? false;
    });
    watch.observe(row);
    window.addEventListener("resize", resized);
    return () => {
      watch.disconnect();
      window.removeEventListener("resize", resized);
    };
  }, [list, current, order]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the order moves the row.
  useLayoutEffect(() => {
    const row = rowOf(list.current, current);
    if (!row || (scrolledTo.current === current && !isInView.current)) return;
    scrolledTo.current = current;
    row.scrollIntoView({ block: "nearest" });
  }, [list, current, order]);
}

function rowOf(list: HTMLElement | null, id: string | undefined): HTMLElement | undefined {
  return id ? (list?.querySelector<HTMLElement>(`[data-key="${id}"]`) ?? undefined) : undefined;
}
