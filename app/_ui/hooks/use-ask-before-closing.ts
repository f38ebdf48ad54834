import { useEffect } from "react";

let isStopped = false;

/** For a page that its user leaves for good, after a question of its own. */
export function stopAskingBeforeClosing(): void {
  isStopped = true;
}

/** While `isUnsent`, the browser asks before the page is closed or reloaded. */
export function useAskBeforeClosing(isUnsent: boolean): void {
  useEffect(() => {
    if (!isUnsent) return;
    const ask = (event: Event) => {
      if (!isStopped) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isUnsent]);
}
