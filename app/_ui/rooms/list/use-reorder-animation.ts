import { type RefObject, useLayoutEffect, useRef } from "react";

const GLIDE_MS = 180;

/** Animates a list's items to their new places when their order changes. Each item needs a `data-key`, and the list a CSS position. */
export function useReorderAnimation(list: RefObject<HTMLElement | null>, order: string): void {
  const tops = useRef(new Map<string, number>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the order moves the items.
  useLayoutEffect(() => {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const now = new Map<string, number>();
    for (const item of list.current?.querySelectorAll<HTMLElement>("[data-key]") ?? []) {
      const key = item.dataset.key ?? "";
      now.set(key, item.offsetTop);
      const moved = (tops.current.get(key) ?? item.offsetTop) - item.offsetTop;
      if (moved === 0 || calm) continue;
      item.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], {
        duration: GLIDE_MS,
        easing: "ease-out",
      });
    }
    tops.current = now;
  }, [list, order]);
}
