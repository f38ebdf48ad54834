import { useEffect } from "react";

/** Ancestors of a removed control that may get its focus. */
const PLACES =
  "[data-focus-place],[data-message],[role=log],[role=dialog],[role=alertdialog],[role=menu],[role=tabpanel],li,form,section,nav,aside,main";

/**
 * When the focused element is removed from the page or disabled, the browser would move the focus to the body. This hook moves it to
 * the nearest remaining ancestor in PLACES; if that is a room's `main`, to the composer, or on a touch screen to the log.
 */
export function useKeptFocus(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    /** The focused element and its ancestors, recorded on focus, since a removed element has lost its ancestors. */
    let path: readonly Element[] = isNowhere() ? [] : pathOf(document.activeElement);
    const focused = ({ target }: FocusEvent) => {
      path = pathOf(target);
    };
    // Delayed, since some browsers also send `focusout` while they remove the element.
    const left = () =>
      queueMicrotask(() => {
        if (isNowhere() && path[0]?.isConnected) path = [];
      });
    const lost = () => {
      const [at] = path;
      // The browser takes the focus from a disabled element at the next paint, without an event.
      const isLost = at?.isConnected ? at.matches(":disabled") : at && isNowhere();
      if (!isLost) return;
      const place = path.find((each) => each.isConnected && each.matches(PLACES) && each.getClientRects().length > 0);
      path = [];
      if (place instanceof HTMLElement) focusPlace(place);
    };
    document.addEventListener("focusin", focused);
    document.addEventListener("focusout", left);
    const watch = new MutationObserver(lost);
    watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    return () => {
      watch.disconnect();
      document.removeEventListener("focusin", focused);
      document.removeEventListener("focusout", left);
    };
  }, [isOn]);
}

const isNowhere = () => document.activeElement === null || document.activeElement === document.body;

function pathOf(target: EventTarget | null): Element[] {
  const path: Element[] = [];
  for (let each = target instanceof Element ? target : null; each; each = each.parentElement) path.push(each);
  return path;
}

/** The composer; the log if there is none, or if a focused composer would open an on-screen keyboard. */
export function placeToWrite(main: Element | null | undefined): HTMLElement | null {
  const composer = main?.querySelector<HTMLElement>("[data-composer]");
  const isTouch = !window.matchMedia("(hover: hover)").matches;
  return composer && !isTouch ? composer : (main?.querySelector<HTMLElement>("[role=log]") ?? null);
}

function focusPlace(place: HTMLElement): void {
  const inner = place.matches("main") ? placeToWrite(place) : null;
  const to = inner ?? place;
  if (!to.hasAttribute("tabindex") && to !== inner) {
    to.tabIndex = -1;
    to.addEventListener("blur", () => to.removeAttribute("tabindex"), { once: true });
  }
  to.focus({ preventScroll: true });
}
