"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useRef } from "react";
import { Sheet } from "@/app/_ui/kit/sheet";
import { SwitcherPanel } from "./switcher-panel";

export interface SwitcherSheetProps {
  /** The open room. */
  roomId: string | undefined;
  /** Gets the focus on closing, unless a place is chosen. */
  opener: RefObject<HTMLElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The dialog that goes to a room or a person by name. */
export function SwitcherSheet({ roomId, opener, open, onOpenChange }: SwitcherSheetProps) {
  const t = useTranslations("switcher");
  // The chosen room takes the focus.
  const hasChosen = useRef(false);
  return (
    <Sheet
      title={t("title")}
      open={open}
      onOpenChange={(next) => {
        if (next) hasChosen.current = false;
        onOpenChange(next);
      }}
      finalFocus={() => !hasChosen.current && (opener.current ?? true)}
    >
      <SwitcherPanel
        openRoom={roomId}
        onChosen={() => {
          hasChosen.current = true;
          onOpenChange(false);
        }}
      />
    </Sheet>
  );
}
