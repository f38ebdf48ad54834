import { useEffect } from "react";
import { onHistoryStep } from "@/lib/client/browser/history-steps";

/** Marks our own history entry, which Back leaves first. */
const MARK = "keepPage";

/**
 * While mounted, Back does not leave the page; while `asks`, closing or reloading it asks first. Back within the app only swaps
 * the page's content, which no browser asks about, so this keeps a history entry of its own on top and restores it after Back.
 */
export function useConfirmLeave(asks: boolean): void {
  useEffect(() => {
    const page = { state: window.history.state, href: window.location.href };
    const put = () => window.history.pushState({ [MARK]: true }, "", page.href);
    const putBack = (event: Event) => {
      if (window.history.state?.[MARK]) return;
      // The router would show the other page.
      event.stopImmediatePropagation();
      // Two quick presses of Back skip this page's own entry; so does Chrome, if the one above was restored without a press.
      if (window.location.href !== page.href) window.history.pushState(page.state, "", page.href);
      put();
    };
    put();
    const end = onHistoryStep(putBack);
    return () => {
      end();
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
