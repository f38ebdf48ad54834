import { useEffect } from "react";
import { onHistoryStep } from "@/lib/client/browser/history-steps";

/** Marks the history entry that this hook adds on top, so that Back leaves that entry first. */
const MARK = "keepPage";

/**
 * While mounted, Back does not leave the page; while `asks`, closing or reloading the page asks first. No browser asks before a Back
 * within the app, so this hook adds a history entry on top of the page's own and restores it after Back.
 */
export function useConfirmLeave(asks: boolean): void {
  useEffect(() => {
    const page = { state: window.history.state, href: window.location.href };
    const put = () => window.history.pushState({ [MARK]: true }, "", page.href);
    const putBack = (event: Event) => {
      if (window.history.state?.[MARK]) return;
      // The router must not see the event, since it would show the previous page.
      event.stopImmediatePropagation();
      // Two quick presses of Back also leave the page's own entry. In Chrome one press does, since Chrome skips entries that a script
      // added while the user had not pressed anything.
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
