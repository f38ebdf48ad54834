"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button, IconButton, type Look } from "@/app/_ui/kit/button";
import { Sheet } from "@/app/_ui/kit/sheet";
import { CreateRoomForm } from "./create-room-form";

interface CreateRoomProps {
  suggestion?: string;
  look?: Look;
  /** Shows only an icon. */
  compact?: boolean;
}

/** The button that opens the dialog for a new room. */
export function CreateRoom({ suggestion = "", look = "primary", compact = false }: CreateRoomProps) {
  const t = useTranslations();
  const [open, setOpen] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  return (
    <Sheet
      title={t("create.title")}
      lead={t("create.lead")}
      open={open}
      onOpenChange={setOpen}
      initialFocus={nameField}
      trigger={
        compact ? (
          <IconButton aria-label={t("rooms.create")}>
            <Plus className="size-5" aria-hidden="true" />
          </IconButton>
        ) : (
          <Button look={look}>
            <Plus className="size-5" aria-hidden="true" />
            {t("rooms.create")}
          </Button>
        )
      }
    >
      <CreateRoomForm nameField={nameField} suggestion={suggestion} cancel={() => setOpen(false)} />
    </Sheet>
  );
}
