"use client";

import { useTranslations } from "next-intl";
import { ChoiceSheet } from "@/app/_ui/lazy/choice-sheet";
import type { OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { SearchPanel } from "./search-panel";

export interface SearchSheetProps extends OpenedDialog {
  roomId?: string;
}

/** The search's dialog. */
export function SearchSheet({ roomId, ...dialog }: SearchSheetProps) {
  const t = useTranslations("search");
  return (
    <ChoiceSheet title={t("title")} {...dialog}>
      {(onChosen) => <SearchPanel roomId={roomId} onChosen={onChosen} />}
    </ChoiceSheet>
  );
}
