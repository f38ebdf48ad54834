interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** The smallest replacement that turns `before` into `after`. Never splits a surrogate pair. */
export function replacementFor(before: string, after: string): Replacement {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (isHighSurrogate(before.charCodeAt(start - 1))) start--;
  let kept = 0;
  while (kept < shorter - start && before.at(-1 - kept) === after.at(-1 - kept)) kept++;
  if (kept > 0 && isLowSurrogate(before.charCodeAt(before.length - kept))) kept--;
  return { start, end: before.length - kept, text: after.slice(start, after.length - kept) };
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/**
 * Changes a field's text as typing would, so that the change is one undo step and earlier steps stay. Only `execCommand` does
 * that: setting `value` ends or breaks the undo history. The field gets the focus.
 */
export function changeText(field: HTMLTextAreaElement, next: string, caret = next.length): void {
  const { start, end, text } = replacementFor(field.value, next);
  field.focus();
  if (start < end || text) {
    field.setSelectionRange(start, end);
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done || field.value !== next) {
      // Not by setting `value`: React ignores the input event after code has set `value`.
      field.setRangeText(next, 0, field.value.length, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
    }
  }
  field.setSelectionRange(caret, caret);
}

/**
 * Sets a field's text and ends its undo history: undo and redo do not reach the replaced text. The focus stays where it is, and a
 * phone's keyboard stays open.
 */
export function setText(field: HTMLTextAreaElement, next: string): void {
  field.value = next;
  // Chrome keeps the steps of the replaced text, and redoing them would insert it into the new text. It drops the steps of an element
  // that moves. In browsers without `moveBefore` nothing is done: removing the field would close a phone's keyboard.
  field.parentNode?.moveBefore?.(field, field.nextSibling);
}
