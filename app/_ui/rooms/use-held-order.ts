import { type FocusEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from "react";
import { inHeldOrder } from "./held-order";

/** A pointer that has rested so long is not about to press. In ms. */
const RESTS_MS = 1_500;

/** Rooms in an order that holds still while somebody points at them, touches them, or goes through them by keyboard. */
export function useHeldOrder<R extends { id: string }>(rooms: readonly R[]) {
  const [held, setHeld] = useState<readonly string[]>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shown = inHeldOrder(rooms, held);
  const ids = useRef<readonly string[]>([]);
  useEffect(() => {
    ids.current = shown.map(({ id }) => id);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const release = useCallback(() => {
    clearTimeout(timer.current);
    setHeld(undefined);
  }, []);
  const hold = useCallback(() => {
    clearTimeout(timer.current);
    setHeld((before) => before ?? ids.current);
  }, []);
  const point = useCallback(
    (event: PointerEvent) => {
      hold();
      // A finger says itself when it is gone.
      if (event.pointerType === "mouse") timer.current = setTimeout(release, RESTS_MS);
    },
    [hold, release],
  );
  const focus = useCallback((event: FocusEvent) => event.target.matches(":focus-visible") && hold(), [hold]);

  const handlers = {
    onPointerMove: point,
    onPointerDown: point,
    onPointerUp: point,
    onPointerLeave: release,
    onPointerCancel: release,
    onFocus: focus,
    onBlur: release,
  };
  return { shown, handlers };
}
