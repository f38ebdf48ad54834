import { createContext, useContext, useSyncExternalStore } from "react";

/**
 * A roving tabindex for the log: the message that last had the focus, else the newest one, and the controls in it are the log's only
 * tab stops. Tab then leaves even a long log after a few presses.
 */
export class Roving {
  private active: string | undefined;
  private newest: string | undefined;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  isTabStop = (clientId: string): boolean => (this.active ?? this.newest) === clientId;

  /** Call when a message, or an element in it, gets the focus. Undefined: the newest message is the tab stop again. */
  focused(clientId: string | undefined): void {
    if (clientId === this.active) return;
    this.active = clientId;
    this.changed();
  }

  /** Sets the messages that the log shows, the newest last. */
  shows(clientIds: readonly string[]): void {
    const newest = clientIds.at(-1);
    const isGone = this.active !== undefined && !clientIds.includes(this.active);
    if (newest === this.newest && !isGone) return;
    this.newest = newest;
    if (isGone) this.active = undefined;
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

export const RovingContext = createContext(new Roving());

/** Whether one of these messages is the log's tab stop. */
export function useIsTabStop(clientIds: readonly string[]): boolean {
  const roving = useContext(RovingContext);
  return useSyncExternalStore(
    roving.subscribe,
    () => clientIds.some(roving.isTabStop),
    () => false,
  );
}

/** The `tabIndex` of a control in a message of the log. Outside a message, 0. */
export const LineTabContext = createContext<0 | -1>(0);

export function useLineTab(): 0 | -1 {
  return useContext(LineTabContext);
}
