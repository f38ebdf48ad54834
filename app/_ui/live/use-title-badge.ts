import { useEffect } from "react";
import { titled } from "./attention";

/** Keeps a count before the page's title, whichever screen sets it. */
export function useTitleBadge(attention: number): void {
  useEffect(() => {
    let base = document.title;
    let ours: string | undefined;
    const put = () => {
      if (document.title !== ours) base = document.title;
      ours = titled(base, attention);
      if (document.title !== ours) document.title = ours;
    };
    put();
    const watch = new MutationObserver(put);
    watch.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => {
      watch.disconnect();
      if (document.title === ours) document.title = base;
    };
  }, [attention]);
}
