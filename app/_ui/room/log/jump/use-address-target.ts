import { useSearchParams } from "next/navigation";
import { useEffect } from "react";

/** Goes to the message that the address names (`?at=<seq>`), then removes it from the address, so that the same link works again. */
export function useAddressTarget(go: (seq: number) => void): void {
  const at = useSearchParams().get("at");
  useEffect(() => {
    if (at === null) return;
    window.history.replaceState(null, "", window.location.pathname);
    const seq = Number(at);
    if (Number.isSafeInteger(seq) && seq > 0) go(seq);
  }, [at, go]);
}
