import { type SyntheticEvent, type TouchEvent, useEffect, useRef } from "react";

export interface Point {
  x: number;
  y: number;
}

/** Shorter than the browser's own long press, which would select text. */
const LONG_PRESS_MS = 400;
/** A finger that moves farther scrolls. */
const MOVED_MAX_PX = 10;

/**
 * Handlers for a long press by touch.
 * @param held called with the point of the press (viewport coordinates). Undefined: long presses do nothing.
 */
export function useLongPress(held: ((at: Point) => void) | undefined) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Where the touch began. Undefined: there is no touch that may become a long press. */
  const from = useRef<Point>(undefined);
  const isHeld = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);

  function forget() {
    clearTimeout(timer.current);
    from.current = undefined;
  }
  function press() {
    if (!held || !from.current) return;
    isHeld.current = true;
    held(from.current);
  }
  return {
    onTouchStart({ touches }: TouchEvent) {
      forget();
      isHeld.current = false;
      const touch = touches[0];
      if (!touch || touches.length > 1) return;
      from.current = { x: touch.clientX, y: touch.clientY };
      timer.current = setTimeout(press, LONG_PRESS_MS);
    },
    onTouchMove({ touches: { 0: touch } }: TouchEvent) {
      if (!from.current || !touch) return;
      const { x, y } = from.current;
      if (Math.hypot(touch.clientX - x, touch.clientY - y) > MOVED_MAX_PX) forget();
    },
    onTouchEnd(event: TouchEvent) {
      forget();
      // Prevents the click, which would follow a link or close the menu again.
      if (isHeld.current && event.cancelable) event.preventDefault();
    },
    onTouchCancel: forget,
    /** Prevents a phone's own menu of a link or an image, but not the context menu of a mouse. */
    onContextMenu(event: SyntheticEvent) {
      if (from.current) event.preventDefault();
    },
  };
}
