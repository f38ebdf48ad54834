"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button, IconButton, type Look } from "../button";
import { CreateRoomForm } from "./create-room-form";

/** The button that opens a new room, and the dialog behind it. */
export function CreateRoom({ suggestion = "", look = "primary" }: { suggestion?: string; look?: Look }) {
  const t = useTranslations();
  const [open, setOpen] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        render={
          <Button look={look}>
            <Plus className="size-5" aria-hidden="true" />
            {t("rooms.create")}
          </Button>
        }
      />
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-end justify-center overflow-y-auto sm:items-center sm:p-4">
          <Dialog.Popup
            initialFocus={nameField}
            className="popup w-full max-w-md rounded-b-none p-6 pb-[max(1.5rem,env(safe-area-inset-bottom))] sm:rounded-b-2xl"
          >
            <div className="flex items-start justify-between gap-2">
              <Dialog.Title className="text-xl font-bold tracking-tight">{t("create.title")}</Dialog.Title>
              <Dialog.Close
                render={
                  <IconButton aria-label={t("create.close")} className="-mt-2.5 -mr-2.5">
                    <X className="size-5" aria-hidden="true" />
                  </IconButton>
                }
              />
            </div>
            <Dialog.Description className="mt-0.5 mb-5 text-muted">{t("create.lead")}</Dialog.Description>
            <CreateRoomForm nameField={nameField} suggestion={suggestion} cancel={() => setOpen(false)} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
