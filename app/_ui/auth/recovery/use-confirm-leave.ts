import { useEffect } from "react";

/** Marks our own history entry, which Back leaves first. */
const MARK = "keepPage";

/**
 * While mounted, Back does not leave the page; while `asks`, closing or reloading it asks first. Back within the app only swaps
 * the page's content, which no browser asks about, so this keeps a history entry of its own on top and restores it after Back.
 */
export function useConfirmLeave(asks: boolean): void {
  useEffect(() => {
    const put = () => window.history.pushState({ [MARK]: true }, "", window.location.href);
    const putBack = () => {
      if (!window.history.state?.[MARK]) put();
    };
    put();
    window.addEventListener("popstate", putBack);
    return () => {
      window.removeEventListener("popstate", putBack);
      if (window.history.state?.[MARK]) window.history.back();
    };
  }, []);

  useEffect(() => {
    if (!asks) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [asks]);
}
