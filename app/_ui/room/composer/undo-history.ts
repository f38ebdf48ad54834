import { changeText } from "./native-edit";

/** The undo history of a field since code last set its text. */
interface History {
  /** The text that code set. */
  base: string;
  /** How many steps are undone and can be redone. */
  undone: number;
  /** The text before the first of them. */
  full?: string;
}

/** Only fields whose text code has set: until then the browser's undo is right. */
const histories = new WeakMap<HTMLTextAreaElement, History>();

/** Sets a field's text. Undo and redo do not reach the replaced text, if the field is watched by `watchUndo`. */
export function setText(field: HTMLTextAreaElement, next: string): void {
  field.value = next;
  // Not `next`: the browser changes its line breaks.
  histories.set(field, { base: field.value, undone: 0 });
}

/**
 * Keeps undo and redo within the text since the last `setText`. Chrome keeps the steps of the replaced text: undoing them changes
 * nothing visible, but redoing them puts the replaced text into the new one, which is lost.
 * @returns a function that ends it
 */
export function watchUndo(field: HTMLTextAreaElement): () => void {
  let before = "";
  let isRenewing = false;

  const changes = (event: InputEvent) => {
    const history = histories.get(field);
    if (!history || isRenewing) return;
    before = field.value;
    if (event.inputType === "historyUndo") history.full ??= before;
    else if (event.inputType !== "historyRedo") Object.assign(history, { undone: 0, full: undefined });
    else if (history.undone === 0) event.preventDefault();
  };
  const changed = (event: Event) => {
    const history = histories.get(field);
    if (!history || isRenewing || !(event instanceof InputEvent)) return;
    if (event.inputType === "historyRedo") history.undone--;
    if (event.inputType !== "historyUndo") return;
    if (field.value !== before || before !== history.base) history.undone++;
    // After the event, since the browser is still undoing.
    else setTimeout(() => renew(history));
  };
  /** Ends the browser's history, and makes the text that was undone one step that can be redone. */
  function renew(history: History) {
    const { base, full = base } = history;
    if (histories.get(field) !== history || field.value !== base || !field.isConnected) return;
    isRenewing = true;
    const { nextSibling, parentNode } = field;
    // Chrome drops the steps of an element that leaves the page.
    field.remove();
    parentNode?.insertBefore(field, nextSibling);
    field.focus({ preventScroll: true });
    if (full !== base) {
      changeText(field, full);
      document.execCommand("undo");
    }
    histories.delete(field);
    isRenewing = false;
  }
  field.addEventListener("beforeinput", changes);
  field.addEventListener("input", changed);
  return () => {
    field.removeEventListener("beforeinput", changes);
    field.removeEventListener("input", changed);
  };
}
