import { type RefObject, useEffect } from "react";

/** Text that is typed or pasted while no control has the focus goes to the composer. */
export function useTypeAnywhere(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    // Asked when the focus arrives: a key press makes it visible before its event.
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

/** A space scrolls the page. An input method reports `Process`. */
function bringsText(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  if (defaultPrevented) return false;
  if (ctrlKey || metaKey) return !altKey && key.toLowerCase() === "v";
  return key === "Process" || (key.length === 1 && key !== " ");
}

/** Whether nothing has the focus, or a message or the log has it by a click. By keyboard, keys are for the message. */
function isFree(focused: Element | null, isByKeyboard: boolean): boolean {
  if (!focused || focused === document.body) return true;
  return !isByKeyboard && focused.matches("[data-message], [role=log]");
}
