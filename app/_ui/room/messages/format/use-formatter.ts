import { type ComponentType, useEffect, useSyncExternalStore } from "react";
import { mayHaveFormats } from "@/lib/text/format/may-have-formats";
import type { FormattedProps } from "./formatted";

type Formatter = ComponentType<FormattedProps>;

let formatter: Formatter | undefined;
let loading = false;
const listeners = new Set<() => void>();

/** Loads the formatter once. If that fails, the next message that needs it tries again. */
function load(): void {
  if (formatter || loading) return;
  loading = true;
  import("./formatted")
    .then(({ Formatted }) => {
      formatter = Formatted;
      for (const listener of listeners) listener();
    })
    .catch(() => {
      // Offline, or a new build has replaced the file: texts stay as they were written.
    })
    .finally(() => {
      loading = false;
    });
}

/** Loads the formatter after the page's own work, before the user sends a message with formats. */
function loadWhenIdle(): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(load, 2_000);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(load, { timeout: 10_000 });
  return () => cancelIdleCallback(idle);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * The component that shows a text with formats; undefined: the text has none, or the component is not loaded yet. Also undefined
 * during hydration, so that the first rendering equals the server's HTML.
 */
export function useFormatter(text: string): Formatter | undefined {
  const isNeeded = mayHaveFormats(text);
  const loaded = useSyncExternalStore(
    subscribe,
    () => (isNeeded ? formatter : undefined),
    () => undefined,
  );
  const isAbsent = isNeeded && loaded === undefined;
  useEffect(() => {
    if (isAbsent) load();
  }, [isAbsent]);
  return loaded;
}

/** Loads the formatter while the browser is idle, whether or not a message needs it. */
export function useFormatterAhead(): void {
  useEffect(loadWhenIdle, []);
}
