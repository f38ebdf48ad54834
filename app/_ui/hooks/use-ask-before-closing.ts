import { useEffect } from "react";

let isStopped = false;

/** For a page that has already asked its own question before it is left. */
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
