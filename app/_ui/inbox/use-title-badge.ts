import { useEffect } from "react";
import { titled } from "./attention";
import { onScreenTitle, screenTitle } from "./screen-title";

/** A title that another script sets within this time after ours is replaced at most REPLACED_MAX times in a row. */
const INSISTS_WITHIN_MS = 1_000;
const REPLACED_MAX = 5;

/**
 * Keeps the unread count before the page's title, even when a screen changes the title. A script that insists on its own title, such
 * as a translator's, wins in the end: otherwise both would replace the title for ever.
 */
export function useTitleBadge(attention: number): void {
  useEffect(() => {
    let base = document.title;
    let ours: string | undefined;
    /** The title as the browser returns it. It may differ from the one that was set, since browsers join several spaces. */
    let shown: string | undefined;
    let setAt = 0;
    let replaced = 0;
    const put = () => {
      const named = screenTitle();
      if (named !== undefined) base = named;
      else if (document.title !== shown) base = document.title;
      const wanted = titled(base, attention);
      if (wanted === ours && document.title === shown) return;
      ours = wanted;
      document.title = wanted;
      shown = document.title;
      setAt = performance.now();
    };
    const changed = () => {
      if (document.title === shown) return;
      replaced = performance.now() - setAt < INSISTS_WITHIN_MS ? replaced + 1 : 0;
      if (replaced <= REPLACED_MAX) put();
    };
    const renamed = () => {
      replaced = 0;
      put();
    };
    put();
    const stop = onScreenTitle(renamed);
    const watch = new MutationObserver(changed);
    watch.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => {
      stop();
      watch.disconnect();
      if (document.title === shown) document.title = base;
    };
  }, [attention]);
}
