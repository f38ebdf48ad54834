import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * Scrolls a list to the open room's row when another room is opened. Later, the row stays in view when the order changes, unless
 * the user has scrolled away from the row.
 */
export function useKeptInView(list: RefObject<HTMLElement | null>, current: string | undefined, order: string): void {
  const isInView = useRef(true);
  const scrolledTo = useRef<string>(undefined);

  useEffect(() => {
    const row = rowOf(list.current, current);
    if (!row) return;
    const watch = new IntersectionObserver((entries) => {
      isInView.current = entries.at(-1)?.isIntersecting ?? false;
    });
    watch.observe(row);
    return () => watch.disconnect();
  }, [list, current]);

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
