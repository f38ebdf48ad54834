import { type FocusEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from "react";
import { inStableOrder } from "./stable-order";

/** If the mouse has not moved for this long, the user is not about to press, so the order may change. */
const RESTING_MS = 1_500;

interface Held {
  order: readonly string[];
  /** Ids of rooms in the first group. */
  first: ReadonlySet<string>;
}

/**
 * Keeps the order and groups of rooms while the user points at them, touches them, or moves through them by keyboard, so that no press
 * hits another room. `isFirst`: whether a room is in the first group.
 */
export function useStableOrder<R extends { id: string }>(rooms: readonly R[], isFirst: (room: R) => boolean) {
  const [held, setHeld] = useState<Held>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shown = inStableOrder(rooms, held?.order);
  const first = held?.first ?? new Set(rooms.filter(isFirst).map(({ id }) => id));
  const last = useRef<Held>({ order: [], first });
  useEffect(() => {
    last.current = { order: shown.map(({ id }) => id), first };
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const release = useCallback(() => {
    clearTimeout(timer.current);
    setHeld(undefined);
  }, []);
  const hold = useCallback(() => {
    clearTimeout(timer.current);
    setHeld((before) => before ?? last.current);
  }, []);
  const point = useCallback(
    (event: PointerEvent) => {
      hold();
      // Only for a mouse, since the end of a touch is an event of its own.
      if (event.pointerType === "mouse") timer.current = setTimeout(release, RESTING_MS);
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
  return {
    groups: [shown.filter(({ id }) => first.has(id)), shown.filter(({ id }) => !first.has(id))] as const,
    handlers,
  };
}
