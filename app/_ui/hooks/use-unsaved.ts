import { type RefObject, useCallback, useEffect, useRef } from "react";
import { tidy } from "@/lib/text/text";

/** A field with a text or choice to save. Search fields and the password that is typed as a proof do not count. */
type Entry = HTMLInputElement | HTMLTextAreaElement;

/** The Navigation API's event for Back and Forward. Without this API, Back is not stopped. */
interface NavigateEvent extends Event {
  navigationType: string;
}

/**
 * Returns a function that tells whether a field inside `within` has unsaved input, that is, differs from its default value. While
 * there is unsaved input, the browser asks before the page is closed, and Back is stopped and reported to `held`.
 */
export function useUnsaved(within: RefObject<HTMLElement | null>, isOpen: boolean, held: () => void): () => boolean {
  const touched = useRef(new Set<Entry>());
  const isUnsaved = useCallback(() => [...touched.current].some((entry) => entry.isConnected && differs(entry)), []);
  const report = useRef(held);
  useEffect(() => {
    report.current = held;
  });

  useEffect(() => {
    if (!isOpen) return;
    const entries = touched.current;
    const typed = ({ target }: Event) => {
      if (isEntry(target) && within.current?.contains(target)) entries.add(target);
    };
    const leaves = (event: Event) => {
      if (isUnsaved()) event.preventDefault();
    };
    const steps = (event: Event) => {
      if ((event as NavigateEvent).navigationType !== "traverse" || !event.cancelable || !isUnsaved()) return;
      event.preventDefault();
      report.current();
    };
    const { navigation } = window as { navigation?: EventTarget };
    document.addEventListener("input", typed, true);
    window.addEventListener("beforeunload", leaves);
    navigation?.addEventListener("navigate", steps);
    return () => {
      entries.clear();
      document.removeEventListener("input", typed, true);
      window.removeEventListener("beforeunload", leaves);
      navigation?.removeEventListener("navigate", steps);
    };
  }, [within, isOpen, isUnsaved]);

  return isUnsaved;
}

function isEntry(target: EventTarget | null): target is Entry {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type !== "search" && target.autocomplete !== "current-password";
}

function differs(entry: Entry): boolean {
  if (entry instanceof HTMLInputElement && (entry.type === "radio" || entry.type === "checkbox")) {
    return entry.checked !== entry.defaultChecked;
  }
  return tidy(entry.value) !== tidy(entry.defaultValue);
}
