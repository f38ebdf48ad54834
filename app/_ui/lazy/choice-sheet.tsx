"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Sheet } from "@/app/_ui/kit/sheet";
import type { OpenedDialog } from "./dialog-button";

interface ChoiceSheetProps extends OpenedDialog {
  title: string;
  lead?: string;
  /** @param onChosen closes the dialog; call it when something is chosen that takes the focus itself, such as a message */
  children: (onChosen: () => void) => ReactNode;
}

/** A dialog with a list of rooms, people or messages to go to. If it is closed without a choice, its opener gets the focus. */
export function ChoiceSheet({ title, lead, opener, open, onOpenChange, children }: ChoiceSheetProps) {
  const hasChosen = useRef(false);
  // Buttons and keyboard shortcuts open it without calling `onOpenChange`.
  useEffect(() => {
    if (open) hasChosen.current = false;
  }, [open]);
  return (
    <Sheet
      title={title}
      lead={lead}
      open={open}
      onOpenChange={onOpenChange}
      finalFocus={() => !hasChosen.current && opener !== undefined && (opener.current ?? true)}
    >
      {children(() => {
        hasChosen.current = true;
        onOpenChange(false);
      })}
    </Sheet>
  );
}
