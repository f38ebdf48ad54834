"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef } from "react";
import { Sheet } from "@/app/_ui/kit/sheet";
import { SearchPanel } from "./search-panel";

export interface SearchSheetProps {
  roomId?: string;
  /** Gets the focus on closing. */
  opener: RefObject<HTMLElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The search's dialog. */
export function SearchSheet({ roomId, opener, open, onOpenChange }: SearchSheetProps) {
  const t = useTranslations("search");
  // A result that was chosen gets the focus in its room.
  const hasChosen = useRef(false);
  // Buttons and keys open it without `onOpenChange`.
  useEffect(() => {
    if (open) hasChosen.current = false;
  }, [open]);
  return (
    <Sheet
      title={t("title")}
      open={open}
      onOpenChange={onOpenChange}
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
