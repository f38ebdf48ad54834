import { useEffect, useState } from "react";

/** Whether an action is running. Reset when Back restores a page that the user left during the action. */
export function useBusy() {
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && setBusy(false);
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, []);
  return [busy, setBusy] as const;
}
