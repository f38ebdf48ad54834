"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "./button";

interface DiscardQuestionProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  discard: () => void;
}

/** Asks before typed text is discarded. The button that keeps it has the focus. */
export function DiscardQuestion({ open, onOpenChange, discard }: DiscardQuestionProps) {
  const t = useTranslations("app.discard");
  const keep = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-60 bg-shade" />
        <AlertDialog.Viewport className="fixed inset-0 z-60 flex items-center justify-center p-4">
          <AlertDialog.Popup initialFocus={keep} className="popup w-full max-w-xs p-6">
            <AlertDialog.Title className="text-lg font-bold tracking-tight">{t("title")}</AlertDialog.Title>
            <AlertDialog.Description className="mt-1.5 text-muted">{t("lead")}</AlertDialog.Description>
            <div className="mt-5 flex flex-wrap justify-end gap-2">
              <Button look="quiet" onClick={discard}>
                {t("discard")}
              </Button>
              <Button ref={keep} onClick={() => onOpenChange(false)}>
                {t("keep")}
              </Button>
            </div>
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
