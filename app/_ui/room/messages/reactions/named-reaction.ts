/** The reaction whose users are named: the one under the mouse for a while, or the one that the keyboard has focused. */

export interface NamedReaction {
  seq: number;
  emoji: string;
  button: HTMLElement;
}

/** A mouse that only passes over a reaction shows nothing. */
const SHOWN_AFTER_MS = 300;
/** Long enough for the mouse to reach the names. */
const HIDDEN_AFTER_MS = 150;

let named: NamedReaction | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export const namedReaction = {
  getState: (): NamedReaction | undefined => named,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** The mouse is over a reaction. */
  entered: (reaction: NamedReaction): void => setIn(SHOWN_AFTER_MS, reaction),
  /** The keyboard has focused a reaction. */
  focused: (reaction: NamedReaction): void => setIn(0, reaction),
  /** The mouse or the focus has left the reaction or its names. */
  left: (): void => setIn(HIDDEN_AFTER_MS, undefined),
  /** The mouse is over the names. */
  stays: (): void => clearTimeout(timer),
  close(): void {
    clearTimeout(timer);
    set(undefined);
  },
};

function setIn(ms: number, next: NamedReaction | undefined): void {
  clearTimeout(timer);
  timer = setTimeout(() => set(next), ms);
}

function set(next: NamedReaction | undefined): void {
  if (named === next) return;
  named = next;
  for (const listener of listeners) listener();
}
