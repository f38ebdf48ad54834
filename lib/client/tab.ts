/** Which open page sends what. Each holds a lock for as long as it lives, so that others know when it is gone. */
import { newId } from "../ids";

/** This page's; a reload makes another. */
export const TAB = newId();

let isHeld = false;

/** From the first thing on that this page is to send. */
export function holdTab(): void {
  if (isHeld || !globalThis.navigator?.locks) return;
  isHeld = true;
  void navigator.locks.request(nameOf(TAB), () => new Promise(() => {})).catch(() => {});
}

/**
 * Resolves when that page is closed, reloaded or crashed: with true. Browsers without locks can't tell: with false, at once.
 * Never, once `signal` aborts.
 */
export async function whenTabIsGone(tab: string, signal: AbortSignal): Promise<boolean> {
  if (!globalThis.navigator?.locks) return false;
  try {
    await navigator.locks.request(nameOf(tab), { signal }, () => {});
    return true;
  } catch {
    return signal.aborted ? new Promise(() => {}) : false;
  }
}

function nameOf(tab: string): string {
  return `sarangbang-tab-${tab}`;
}
