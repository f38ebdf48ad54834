import type { User } from "@/lib/protocol/room";

export interface OpenedCard {
  user: User;
  button: HTMLElement;
  isOpen: boolean;
}

let opened: OpenedCard | undefined;
const listeners = new Set<() => void>();

/** One card for all authors of a log, which may have thousands of lines. It keeps its author while it closes, for the animation. */
export const authorCard = {
  getState: (): OpenedCard | undefined => opened,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Opens the card at this button, or closes it if it is open there. */
  toggle(user: User, button: HTMLElement): void {
    set({ user, button, isOpen: !(opened?.isOpen && opened.button === button) });
  },
  close(): void {
    if (opened) set({ ...opened, isOpen: false });
  },
};

function set(next: OpenedCard): void {
  opened = next;
  for (const listener of listeners) listener();
}
