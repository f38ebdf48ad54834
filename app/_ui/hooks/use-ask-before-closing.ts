import { useEffect } from "react";

let isStopped = false;

/** Called by a page that has already asked the user its own question, so that the browser does not ask too. */
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
