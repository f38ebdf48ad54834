/** Copies a text with the browsers' old command. Returns true only if the browser confirmed it. @param host see `copyText` */
export function copyByCommand(text: string, host: Element): boolean {
  const focused = document.activeElement;
  const selection = document.getSelection();
  const ranges = selection ? Array.from({ length: selection.rangeCount }, (_, i) => selection.getRangeAt(i)) : [];
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.tabIndex = -1;
  // Fixed in view and 16 px, so that no browser scrolls or zooms to it.
  Object.assign(field.style, { position: "fixed", top: "0", left: "0", width: "1px", opacity: "0", fontSize: "16px" });
  let isWritten = false;
  // `isWritten` shows that the browser really copied: some browsers return true without copying.
  const write = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    isWritten = event.clipboardData !== null;
    event.preventDefault();
    event.stopPropagation();
  };
  host.append(field);
  document.addEventListener("copy", write, true);
  try {
    field.focus({ preventScroll: true });
    field.setSelectionRange(0, text.length);
    return document.execCommand("copy") && isWritten;
  } catch {
    return false;
  } finally {
    document.removeEventListener("copy", write, true);
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    selection?.removeAllRanges();
    for (const range of ranges) selection?.addRange(range);
  }
}
