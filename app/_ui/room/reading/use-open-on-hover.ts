import { useEffect, useRef, useState } from "react";

/** A mouse that only passes over the button opens nothing. */
const OPENED_AFTER_MS = 200;
/** Long enough for the mouse to reach the popup. */
const CLOSED_AFTER_MS = 150;

/** Whether a popup is open: while the mouse is over its button or the popup, or, after a press of the button, until it is closed. */
export function useOpenOnHover() {
  const [open, setOpen] = useState(false);
  const isPressed = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function set(next: boolean, pressed: boolean) {
    clearTimeout(timer.current);
    isPressed.current = pressed;
    setOpen(next);
  }
  function setIn(ms: number, next: boolean) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set(next, false), ms);
  }
  return {
    open,
    close: () => set(false, false),
    /** Opens the popup until it is closed. If an earlier press opened it, closes it. */
    press() {
      const next = !(open && isPressed.current);
      set(next, next);
    },
    /** The mouse is over the button or the popup. */
    hover: () => (open ? clearTimeout(timer.current) : setIn(OPENED_AFTER_MS, true)),
    leave() {
      if (!isPressed.current) setIn(CLOSED_AFTER_MS, false);
    },
  };
}
