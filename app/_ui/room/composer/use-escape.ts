import { useEffect, useEffectEvent } from "react";
import { isField } from "@/app/_ui/shortcuts/letter-key";

/** Dialogs and menus, which handle Escape themselves, as fields do. */
const OPEN = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Calls `onEscape` on Escape, wherever the focus is, except in a field or while a dialog or menu is open. */
export function useEscape(isOn: boolean, onEscape: () => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (isField(event.target)) return;
    if (!document.querySelector(OPEN)) onEscape();
  });
  useEffect(() => {
    if (!isOn) return;
    // In the capture phase, while a dialog or menu that this key press closes is still in the page.
    document.addEventListener("keydown", pressed, true);
    return () => document.removeEventListener("keydown", pressed, true);
  }, [isOn]);
}
