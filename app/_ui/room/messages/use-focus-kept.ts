import { type RefObject, useLayoutEffect } from "react";

/** When something that has the keyboard focus goes, the focus moves to the message that it belongs to, not to the page's body. */
export function useFocusKept(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = ref.current;
    const line = element?.closest<HTMLElement>("[data-message]");
    // Runs before it is taken out of the page.
    return () => {
      if (line && element?.contains(document.activeElement)) line.focus({ preventScroll: true });
    };
  }, [ref]);
}
