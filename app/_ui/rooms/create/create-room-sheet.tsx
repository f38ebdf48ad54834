"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useRef } from "react";
import { Sheet } from "@/app/_ui/kit/sheet";
import { CreateRoomForm } from "./create-room-form";

export interface CreateRoomSheetProps {
  suggestion: string;
  button: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The dialog for a new room. */
export function CreateRoomSheet({ suggestion, button, open, onOpenChange }: CreateRoomSheetProps) {
  const t = useTranslations("create");
  const nameField = useRef<HTMLInputElement>(null);
  return (
    <Sheet
      title={t("title")}
      lead={t("lead")}
      open={open}
      onOpenChange={onOpenChange}
      initialFocus={nameField}
      finalFocus={button}
    >
      <CreateRoomForm nameField={nameField} suggestion={suggestion} cancel={() => onOpenChange(false)} />
    </Sheet>
  );
}
