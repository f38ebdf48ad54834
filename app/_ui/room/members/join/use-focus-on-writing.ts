import { type RefObject, useEffect, useRef } from "react";
import { placeToWrite } from "@/app/_ui/hooks/use-kept-focus";

/**
 * When the composer replaces the button to join, accept or unblock that the user pressed, the composer gets the focus; or the log, if
 * focusing the composer would open an on-screen keyboard. If the user has moved the focus meanwhile, it stays.
 * @returns a function to call when the button is pressed
 */
export function useFocusOnWriting(isOpen: boolean, composer: RefObject<HTMLElement | null>): () => void {
  const hasAsked = useRef(false);
  useEffect(() => {
    if (!isOpen || !hasAsked.current) return;
    hasAsked.current = false;
    const at = document.activeElement;
    // If the button was removed before the composer appeared, `useKeptFocus` has moved the focus to the log.
    if (at && at !== document.body && !at.matches("[role=log]")) return;
    placeToWrite(composer.current?.closest("main"))?.focus({ preventScroll: true });
  }, [isOpen, composer]);
  return () => {
    hasAsked.current = true;
  };
}
