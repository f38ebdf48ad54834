/**
 * Identifies the open page that sends a request. Each page holds a lock until it is closed, so that other pages can
 * detect that it is gone.
 */
import { newId } from "@/lib/shared/ids";

/** This page's id; a reload makes a new one. */
export const TAB = newId();

let isHeld = false;

/** Takes the lock. Called before this page's first request. */
export function holdTab(): void {
  if (isHeld || !globalThis.navigator?.locks) return;
  isHeld = true;
  void navigator.locks.request(nameOf(TAB), () => new Promise(() => {})).catch(() => {});
}

/**
 * Resolves with true when that page is closed, reloaded or crashed; with false at once in browsers without locks, which
 * cannot detect it. Never resolves once `signal` aborts.
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
