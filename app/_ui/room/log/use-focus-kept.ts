import { type RefObject, useLayoutEffect } from "react";

/** When a focused element is removed, moves the focus to its message instead of the page's body. */
export function useFocusKept(ref: RefObject<HTMLElement | null>): void {
  useFocusMoved(ref, (element) => element.closest<HTMLElement>("[data-message]"));
}

/** When a focused line of the log is removed, moves the focus to the line before it, or else to the one after. */
export function useFocusHandedOn(ref: RefObject<HTMLElement | null>): void {
  useFocusMoved(ref, (line) => {
    const lines = [...(line.closest("[role=log]")?.querySelectorAll<HTMLElement>("[data-message]") ?? [])];
    const at = lines.indexOf(line);
    return lines[at - 1] ?? lines[at + 1];
  });
}

function useFocusMoved(
  ref: RefObject<HTMLElement | null>,
  heirOf: (element: HTMLElement) => HTMLElement | null | undefined,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the neighbours are looked up when the element is removed.
  useLayoutEffect(() => {
    const element = ref.current;
    // Runs before the element is removed from the page.
    return () => {
      if (element?.contains(document.activeElement)) heirOf(element)?.focus({ preventScroll: true });
    };
  }, [ref]);
}
