"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useRef } from "react";
import { Button } from "./button";
import { FormError } from "./form-error";

interface QuestionProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  lead: string;
  /** The label of the button that confirms. */
  yes: string;
  /** The label of the button that cancels. The button has the focus at first. */
  no: string;
  act: () => void;
  /** Why the action failed. */
  error?: string;
}

/** Asks for confirmation before something is lost. */
export function Question({ open, onOpenChange, title, lead, yes, no, act, error }: QuestionProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-60 bg-shade" />
        <AlertDialog.Viewport className="fixed inset-0 z-60 flex items-center-safe justify-center overflow-y-auto p-4">
          <AlertDialog.Popup initialFocus={cancel} className="popup w-full max-w-xs p-6">
            <AlertDialog.Title className="text-lg font-bold tracking-tight">{title}</AlertDialog.Title>
            <AlertDialog.Description className="mt-1.5 text-muted">{lead}</AlertDialog.Description>
            <FormError>{error}</FormError>
            <div className="mt-5 flex flex-wrap justify-end gap-2">
              <Button look="quiet" onClick={act}>
                {yes}
              </Button>
              <Button ref={cancel} onClick={() => onOpenChange(false)}>
                {no}
              </Button>
            </div>
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
