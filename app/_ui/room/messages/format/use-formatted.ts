import { type ComponentType, useEffect, useSyncExternalStore } from "react";
import { LazyPart, usePreload } from "@/app/_ui/lazy/lazy-part";
import { mayHaveFormats } from "@/lib/text/format/may-have-formats";
import type { FormattedProps } from "./formatted";

/** If it cannot be loaded, texts stay as they were written, and the next message that needs it tries again. */
const formatted = new LazyPart<FormattedProps>(() => import("./formatted").then((code) => code.Formatted));

/**
 * The component that shows a text with formats; undefined: the text has none, or the component is not loaded yet. Also undefined
 * during hydration, so that the first rendering equals the server's HTML.
 */
export function useFormatted(text: string): ComponentType<FormattedProps> | undefined {
  const isNeeded = mayHaveFormats(text);
  const loaded = useSyncExternalStore(
    formatted.subscribe,
    () => (isNeeded ? formatted.component : undefined),
    () => undefined,
  );
  const isAbsent = isNeeded && loaded === undefined;
  useEffect(() => {
    if (isAbsent) void formatted.load();
  }, [isAbsent]);
  return loaded;
}

/** Loads the component when the page is idle, whether or not a message needs it. */
export function useFormattedAhead(): void {
  usePreload(formatted);
}
