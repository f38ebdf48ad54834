import { type RefObject, useEffect, useRef } from "react";
import { placeToWrite } from "@/app/_ui/hooks/use-kept-focus";

/**
 * When a pressed button to join, accept or unblock gives way to the composer, the focus goes to the composer, or to the log if the
 * focus would open an on-screen keyboard. It stays if the user has moved it meanwhile.
 * @returns to be called when the button is pressed
 */
export function useFocusOnWriting(isOpen: boolean, composer: RefObject<HTMLElement | null>): () => void {
  const hasAsked = useRef(false);
  useEffect(() => {
    if (!isOpen || !hasAsked.current) return;
    hasAsked.current = false;
    const at = document.activeElement;
    // The log has the focus if the button was removed before the composer appeared.
    if (at && at !== document.body && !at.matches("[role=log]")) return;
    placeToWrite(composer.current?.closest("main"))?.focus({ preventScroll: true });
  }, [isOpen, composer]);
  return () => {
    hasAsked.current = true;
  };
}
