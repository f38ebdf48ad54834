"use client";

import { Bookmark } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { IconButton } from "@/app/_ui/kit/button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import { useOpener } from "@/app/_ui/lazy/use-opener";
import type { SavedSheetProps } from "./saved-sheet";

const sheet = new LazyPart<SavedSheetProps>(() => import("./saved-sheet").then((code) => code.SavedSheet));

/** Opens the user's saved messages. */
export function SavedButton() {
  const t = useTranslations("saved");
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const opener = useOpener(sheet, open, setOpen);
  return (
    <>
      <IconButton ref={button} aria-label={t("open")} {...opener}>
        <Bookmark className="size-5" aria-hidden="true" />
      </IconButton>
      <Part part={sheet} wanted={open} giveUp={() => setOpen(false)} with={{ button, open, onOpenChange: setOpen }} />
    </>
  );
}
