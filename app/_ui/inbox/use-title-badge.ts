import { useEffect } from "react";
import { titled } from "./attention";
import { onScreenTitle, screenTitle } from "./screen-title";

/** Keeps the unread count before the page's title, even when a screen changes the title. */
export function useTitleBadge(attention: number): void {
  useEffect(() => {
    let base = document.title;
    let ours: string | undefined;
    const put = () => {
      const named = screenTitle();
      if (named !== undefined) base = named;
      else if (document.title !== ours) base = document.title;
      ours = titled(base, attention);
      if (document.title !== ours) document.title = ours;
    };
    put();
    const stop = onScreenTitle(put);
    const watch = new MutationObserver(put);
    watch.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => {
      stop();
      watch.disconnect();
      if (document.title === ours) document.title = base;
    };
  }, [attention]);
}
