import { type RefObject, useEffect } from "react";
import { followFocus, isForComposer } from "./typed-anywhere";

/** Text that is typed or pasted while no control has the focus goes to the composer. */
export function useTypeAnywhere(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    function pressed(event: KeyboardEvent) {
      if (isForComposer(event)) field.current?.focus();
    }
    const stop = followFocus();
    document.addEventListener("keydown", pressed);
    return () => {
      stop();
      document.removeEventListener("keydown", pressed);
    };
  }, [field]);
}
