import { type RefObject, useEffect, useRef } from "react";

/**
 * When a pressed join button gives way to the composer, the focus goes to the composer, or to the log if the focus would open an
 * on-screen keyboard. It stays if the user has moved it meanwhile.
 * @returns to be called when the button is pressed
 */
export function useFocusAfterJoin(isOpen: boolean, composer: RefObject<HTMLElement | null>): () => void {
  const isJoining = useRef(false);
  useEffect(() => {
    if (!isOpen || !isJoining.current) return;
    isJoining.current = false;
    if (document.activeElement && document.activeElement !== document.body) return;
    const isTouch = !window.matchMedia("(hover: hover)").matches;
    const next = isTouch ? document.querySelector<HTMLElement>("[role=log]") : composer.current;
    next?.focus({ preventScroll: true });
  }, [isOpen, composer]);
  return () => {
    isJoining.current = true;
  };
}
