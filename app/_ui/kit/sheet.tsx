"use client";

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useRef, useState } from "react";
import { useUnsaved } from "@/app/_ui/hooks/use-unsaved";
import { IconButton } from "./button";
import { DiscardQuestion } from "./discard-question";

interface SheetProps {
  title: ReactNode;
  lead?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  initialFocus?: ComponentProps<typeof Dialog.Popup>["initialFocus"];
  /** The element that gets the focus on closing; needed if the opener is gone when the sheet closes, like a menu item. */
  finalFocus?: ComponentProps<typeof Dialog.Popup>["finalFocus"];
  /** Whether the content is only text. It is then a tab stop itself, so that keys can scroll it. */
  isText?: boolean;
  children: ReactNode;
}

/**
 * A dialog: from below on phones, in the middle elsewhere. Content longer than the screen scrolls. With unsaved text, closing
 * asks first.
 */
export function Sheet({ title, lead, open, onOpenChange, initialFocus, finalFocus, isText, children }: SheetProps) {
  const t = useTranslations("app");
  const popup = useRef<HTMLDivElement>(null);
  const [asks, setAsks] = useState(false);
  const isUnsaved = useUnsaved(popup, open, () => setAsks(true));
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next, { reason, event }) => {
        // The second press of a double click on the button that opened the sheet.
        if (reason === "outside-press" && event.detail > 1) return;
        if (!next && isUnsaved()) setAsks(true);
        else onOpenChange(next);
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-end justify-center overflow-hidden sm:items-center sm:p-4">
          <Dialog.Popup
            ref={popup}
            initialFocus={initialFocus}
            finalFocus={finalFocus}
            className="popup flex max-h-[92dvh] w-full max-w-md flex-col overflow-hidden rounded-b-none sm:max-h-[85dvh] sm:rounded-b-2xl"
          >
            <div className="flex items-start justify-between gap-2 px-6 pt-6 pb-1.5">
              <Dialog.Title className="min-w-0 text-xl font-bold tracking-tight wrap-anywhere">{title}</Dialog.Title>
              <Dialog.Close
                render={
                  <IconButton aria-label={t("close")} className="-mt-2.5 -mr-2.5">
                    <X className="size-5" aria-hidden="true" />
                  </IconButton>
                }
              />
            </div>
            <div
              tabIndex={isText ? 0 : undefined}
              className="min-h-0 overflow-y-auto overscroll-contain px-6 pb-[max(1.5rem,env(safe-area-inset-bottom))] focus-visible:-outline-offset-2"
            >
              {lead && <Dialog.Description className="mb-5 text-muted wrap-anywhere">{lead}</Dialog.Description>}
              {children}
            </div>
            <DiscardQuestion
              open={asks}
              onOpenChange={setAsks}
              discard={() => {
                setAsks(false);
                onOpenChange(false);
              }}
            />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
