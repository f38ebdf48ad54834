import { useSyncExternalStore } from "react";

/** Id of the panel beside the log; its button refers to it. */
export const PEOPLE_ID = "people";

const KEY = "people";
/** Tailwind's `xl`: from this width on there is space beside the log. */
const WIDE = "(min-width: 80rem)";

const listeners = new Set<() => void>();
/** The choice where the browser forbids storage; it lasts as long as the page. */
let inMemory: string | null = null;

function isOpen(): boolean {
  try {
    return (localStorage.getItem(KEY) ?? inMemory) !== "closed";
  } catch {
    return inMemory !== "closed";
  }
}

/** Opens or closes the people panel beside the log, and remembers it on this device. */
export function openPeople(open: boolean): void {
  inMemory = open ? null : "closed";
  try {
    if (open) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "closed");
  } catch {
    // Storage is forbidden: `inMemory` keeps the choice.
  }
  for (const listener of listeners) listener();
}

/** Whether the people panel is open beside the log. Open by default. */
export function useArePeopleOpen(): boolean {
  return useSyncExternalStore(subscribe, isOpen, () => true);
}

/** Whether the window is wide enough for the people panel beside the log. */
export function useIsWideForPeople(): boolean {
  return useSyncExternalStore(
    watchWidth,
    () => window.matchMedia(WIDE).matches,
    () => false,
  );
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function watchWidth(changed: () => void) {
  const media = window.matchMedia(WIDE);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}
