"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Sheet } from "@/app/_ui/kit/sheet";
import type { OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { SearchPanel } from "./search-panel";

export interface SearchSheetProps extends OpenedDialog {
  roomId?: string;
}

/** The search's dialog. */
export function SearchSheet({ roomId, opener, open, onOpenChange }: SearchSheetProps) {
  const t = useTranslations("search");
  // A result that was chosen gets the focus in its room.
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
      <SearchPanel
        roomId={roomId}
        onChosen={() => {
          hasChosen.current = true;
          onOpenChange(false);
        }}
      />
    </Sheet>
  );
}
