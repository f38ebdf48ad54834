"use client";

import { Bookmark } from "lucide-react";
import { useTranslations } from "next-intl";
import { DialogButton, type OpenedDialog } from "@/app/_ui/lazy/dialog-button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";

const sheet = new LazyPart<OpenedDialog>(() => import("./saved-sheet").then((code) => code.SavedSheet));

/** Opens the user's saved messages. */
export function SavedButton() {
  const t = useTranslations("saved");
  return <DialogButton part={sheet} with={{}} icon={Bookmark} label={t("open")} />;
}
