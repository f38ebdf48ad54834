import { type RefObject, useEffect } from "react";

/** Text that is typed or pasted while no control has the focus goes to the composer. */
export function useTypeAnywhere(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    // Read when the focus arrives: a later key press makes any focus `:focus-visible`, before the key's event.
    let isByKeyboard = false;
    function focused({ target }: FocusEvent) {
      isByKeyboard = target instanceof Element && target.matches(":focus-visible");
    }
    function pressed(event: KeyboardEvent) {
      if (bringsText(event) && isFree(document.activeElement, isByKeyboard)) field.current?.focus();
    }
    document.addEventListener("focusin", focused);
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("focusin", focused);
      document.removeEventListener("keydown", pressed);
    };
  }, [field]);
}

/** Not a space, which scrolls the page, and not `?`, which lists the keyboard shortcuts. An input method reports `Process`. */
function bringsText(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  if (defaultPrevented) return false;
  if (ctrlKey || metaKey) return !altKey && key.toLowerCase() === "v";
  return key === "Process" || (key.length === 1 && key !== " " && key !== "?");
}

/** Whether nothing has the focus, or a click put it on a message or the log. If the keyboard put it there, keys act on the message. */
function isFree(focused: Element | null, isByKeyboard: boolean): boolean {
  if (!focused || focused === document.body) return true;
  return !isByKeyboard && focused.matches("[data-message], [role=log]");
}
