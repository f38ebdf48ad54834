import { useEffect, useState } from "react";

/** Whether something is under way. Never still so on a page that was left meanwhile and is shown again by going back. */
export function useBusy() {
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && setBusy(false);
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, []);
  return [busy, setBusy] as const;
}
