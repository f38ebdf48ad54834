import { type RefObject, type TouchEvent, useRef, useState } from "react";

/** A finger that moves less scrolls or presses. */
const BEGINS_PX = 12;
/** From this distance on, lifting the finger replies. */
const REPLIES_PX = 56;
const MAX_PX = 80;

/**
 * Handlers for swiping a message to the left, away from the edge where phones go back. The message follows the finger.
 * @param swiped called when the finger is lifted far enough from its start. Undefined: messages do not move.
 * @returns `isArmed`: lifting the finger now would call `swiped`
 */
export function useSwipe(moved: RefObject<HTMLElement | null>, swiped: (() => void) | undefined) {
  const from = useRef<{ x: number; y: number }>(undefined);
  const isMoving = useRef(false);
  /** How far the finger is from where it began, to the left. A fast one lets go before `isArmed` is rendered. */
  const pulled = useRef(0);
  const [isArmed, setArmed] = useState(false);

  function place(px: number) {
    if (moved.current) moved.current.style.translate = px === 0 ? "" : `${-px}px`;
  }
  function end() {
    from.current = undefined;
    isMoving.current = false;
    pulled.current = 0;
    setArmed(false);
    place(0);
  }
  return {
    isArmed,
    handlers: {
      onTouchStart({ touches, target }: TouchEvent) {
        const touch = touches[0];
        // A block of code scrolls sideways itself.
        const isElsewhere = target instanceof Element && target.closest("pre, textarea") !== null;
        if (swiped && touch && touches.length === 1 && !isElsewhere)
          from.current = { x: touch.clientX, y: touch.clientY };
        else end();
      },
      onTouchMove({ touches: { 0: touch } }: TouchEvent) {
        if (!from.current || !touch) return;
        const left = from.current.x - touch.clientX;
        const down = Math.abs(touch.clientY - from.current.y);
        if (!isMoving.current && down > BEGINS_PX) return end();
        if (!isMoving.current && left < BEGINS_PX) return;
        isMoving.current = true;
        pulled.current = left;
        place(Math.min(MAX_PX, Math.max(0, left)));
        setArmed(left >= REPLIES_PX);
      },
      onTouchEnd() {
        const isDone = pulled.current >= REPLIES_PX;
        end();
        if (isDone) swiped?.();
      },
      onTouchCancel: end,
    },
  };
}
