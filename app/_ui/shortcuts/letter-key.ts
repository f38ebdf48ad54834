type Key = Pick<KeyboardEvent, "key" | "code">;

/** The Latin letter of a key, in lower case: on a Korean keyboard layout the B key types ㅠ. Empty for other keys. */
export function letterOf({ key, code }: Key): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : "";
}

/** Whether keys that are pressed here are text. */
export const isField = (target: EventTarget | null) =>
  target instanceof Element && target.matches("input, textarea, select, [contenteditable]");

/** On a Mac shortcuts use ⌘, since Ctrl with a letter moves the caret there. */
export const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether Ctrl, or ⌘ on a Mac, is held, and no Alt. */
export function isCommand(event: Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey">): boolean {
  return !event.altKey && (isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey);
}
