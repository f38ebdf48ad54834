"use client";

import { useTranslations } from "next-intl";
import { Question } from "./question";

interface DiscardQuestionProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  discard: () => void;
}

/** Asks before typed text is discarded. */
export function DiscardQuestion({ open, onOpenChange, discard }: DiscardQuestionProps) {
  const t = useTranslations("app.discard");
  return (
    <Question
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      lead={t("lead")}
      yes={t("discard")}
      no={t("keep")}
      act={discard}
    />
  );
}
