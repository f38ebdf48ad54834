import { useCallback, useEffect, useState } from "react";
import { copyText } from "@/lib/client/browser/copy-text";

/** How long a successful copy is confirmed. A failure stays until the next attempt. */
const CONFIRMED_MS = 3_000;

export type Copied = "copied" | "uncopied";

/** Copies text, and gives the result for a status line. */
export function useCopy() {
  /** A new object for each attempt, so that copying again restarts the confirmation. */
  const [last, setLast] = useState<{ outcome: Copied }>();
  useEffect(() => {
    if (last?.outcome !== "copied") return;
    const timer = setTimeout(() => setLast(undefined), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [last]);

  const copy = useCallback(async (text: string, host?: Element | null): Promise<boolean> => {
    setLast(undefined);
    const isCopied = await copyText(text, host ?? undefined);
    setLast({ outcome: isCopied ? "copied" : "uncopied" });
    return isCopied;
  }, []);
  return { copy, outcome: last?.outcome };
}
