import { type RefObject, useLayoutEffect } from "react";

/** When a focused line of the log is removed, moves the focus to the line before it, or else to the one after. */
export function useFocusHandedOn(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const line = ref.current;
    // The cleanup of a layout effect runs before the line is removed from the page.
    return () => {
      if (!line?.contains(document.activeElement)) return;
      const lines = [...(line.closest("[role=log]")?.querySelectorAll<HTMLElement>("[data-message]") ?? [])];
      const at = lines.indexOf(line);
      (lines[at - 1] ?? lines[at + 1])?.focus({ preventScroll: true });
    };
  }, [ref]);
}
