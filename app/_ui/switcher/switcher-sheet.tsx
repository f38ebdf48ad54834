"use client";

import { useTranslations } from "next-intl";
import { ChoiceSheet } from "@/app/_ui/lazy/choice-sheet";
import type { OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { SwitcherPanel } from "./switcher-panel";

export interface SwitcherSheetProps extends OpenedDialog {
  /** The open room. */
  roomId: string | undefined;
}

/** The dialog that goes to a room or a person by name. */
export function SwitcherSheet({ roomId, ...dialog }: SwitcherSheetProps) {
  const t = useTranslations("switcher");
  return (
    <ChoiceSheet title={t("title")} {...dialog}>
      {(onChosen) => <SwitcherPanel openRoom={roomId} onChosen={onChosen} />}
    </ChoiceSheet>
  );
}
