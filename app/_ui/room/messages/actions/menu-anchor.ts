import type { Point } from "@/app/_ui/room/messages/gestures/use-long-press";
import type { Message } from "@/lib/protocol/room";

/** What a menu was opened for; another object each time. */
export interface Opened {
  message: Message;
  button: HTMLElement;
  point?: Point;
  /** The element in the message that had the keyboard focus, if any. */
  focus: HTMLElement;
}

/**
 * The anchor of a message's menu: the point of a long press, or the menu's button. Beside a message taller than the screen, the
 * button can be outside the visible log; the anchor is then the nearest visible place.
 */
export function anchorAt(button: HTMLElement, point?: Point) {
  return {
    contextElement: button,
    getBoundingClientRect: () => {
      if (point) return new DOMRect(point.x, point.y, 0, 0);
      const box = button.getBoundingClientRect();
      const log = button.closest("[role=log]")?.getBoundingClientRect();
      if (!log) return box;
      return new DOMRect(
        box.x,
        clamp(box.y, log.top, Math.max(log.top, log.bottom - box.height)),
        box.width,
        box.height,
      );
    },
  };
}

/** The visible area, in viewport coordinates: a phone's keyboard covers the layout viewport without changing its size. */
export function visibleArea() {
  const view = window.visualViewport;
  if (!view) return { x: 0, y: 0, width: window.innerWidth, height: window.innerHeight };
  return { x: view.offsetLeft, y: view.offsetTop, width: view.width, height: view.height };
}

/** The element that gets the focus after the menu closes: the one in the message that had it before, else the menu's button. */
export function returnFocusTo(button: HTMLElement): HTMLElement {
  const line = button.closest("[data-message]");
  const focused = document.activeElement;
  return focused instanceof HTMLElement && line?.contains(focused) ? focused : button;
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));
