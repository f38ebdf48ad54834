import { type KeyboardEvent, useEffect, useRef, useSyncExternalStore } from "react";
import { LazyPart, usePreload } from "@/app/_ui/lazy/lazy-part";
import type { CompletionsHandle, CompletionsProps, EditCompletionsProps } from "./completions";

export const composerCompletions = new LazyPart<CompletionsProps>(() =>
  import("./completions").then((code) => code.ComposerCompletions),
);
export const editCompletions = new LazyPart<EditCompletionsProps>(() =>
  import("./completions").then((code) => code.EditCompletions),
);

/** What begins a name or a shortcode. */
const SIGNS = /[@\uff20\ufe6b:\uff1a]/;

/**
 * The completions of a field. Their code is loaded when the page is idle, or when an @ or a colon is typed; until then, nothing is completed.
 * `Lists`: renders the lists, given `handle`; `field`: attributes of the text area.
 */
export function useCompletions<P>(part: LazyPart<P>) {
  const handle = useRef<CompletionsHandle>(null);
  usePreload(part);
  const Lists = useSyncExternalStore(
    part.subscribe,
    () => part.component,
    () => undefined,
  );
  const isLoaded = Lists !== undefined;
  const hasTyped = useRef(false);
  useEffect(() => {
    // The name or shortcode that was typed meanwhile.
    if (isLoaded && hasTyped.current) handle.current?.look();
  }, [isLoaded]);
  return {
    handle,
    Lists,
    /** Call when the text has changed. */
    look(text: string) {
      hasTyped.current = true;
      handle.current?.look();
      // Tries again if the code could not be loaded before.
      if (!isLoaded && SIGNS.test(text)) void part.load();
    },
    pressed: (event: KeyboardEvent<HTMLTextAreaElement>) => handle.current?.pressed(event) ?? false,
    field: {
      "aria-autocomplete": "list",
      onSelect: () => handle.current?.moved(),
      onCompositionStart: () => handle.current?.composing(),
      onCompositionEnd: () => handle.current?.composed(),
    },
  } as const;
}
