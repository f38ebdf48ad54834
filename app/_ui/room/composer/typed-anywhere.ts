/** Which key presses bring text for the composer although it does not have the focus. */

/** Read when the focus arrives: a later key press makes any focus `:focus-visible`, before the key's event. */
let isByKeyboard = false;

/** Notes how each element gets the focus. Returns a function that stops. */
export function followFocus(): () => void {
  function focused({ target }: FocusEvent) {
    isByKeyboard = target instanceof Element && target.matches(":focus-visible");
  }
  document.addEventListener("focusin", focused);
  return () => document.removeEventListener("focusin", focused);
}

export function isForComposer(event: KeyboardEvent): boolean {
  return bringsText(event) && isFree(document.activeElement);
}

/** Not a space, which scrolls the page, and not `?`, which lists the keyboard shortcuts. An input method reports `Process`. */
function bringsText(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  if (defaultPrevented) return false;
  if (ctrlKey || metaKey) return !altKey && key.toLowerCase() === "v";
  return key === "Process" || (key.length === 1 && key !== " " && key !== "?");
}

/** Whether nothing has the focus, or a click put it on a message or the log. If the keyboard put it there, keys act on the message. */
function isFree(focused: Element | null): boolean {
  if (!focused || focused === document.body) return true;
  return !isByKeyboard && focused.matches("[data-message], [role=log]");
}
