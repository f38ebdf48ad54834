"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button, IconButton, type Look } from "@/app/_ui/kit/button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import { useOpener } from "@/app/_ui/lazy/use-opener";
import type { CreateRoomSheetProps } from "./create-room-sheet";

const sheet = new LazyPart<CreateRoomSheetProps>(() =>
  import("./create-room-sheet").then((code) => code.CreateRoomSheet),
);

interface CreateRoomProps {
  suggestion?: string;
  look?: Look;
  /** Shows only an icon. */
  compact?: boolean;
}

/** The button that opens the dialog for a new room. */
export function CreateRoom({ suggestion = "", look = "primary", compact = false }: CreateRoomProps) {
  const t = useTranslations("rooms");
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const opener = useOpener(sheet, open, setOpen);
  return (
    <>
      {compact ? (
        <IconButton ref={button} aria-label={t("create")} {...opener}>
          <Plus className="size-5" aria-hidden="true" />
        </IconButton>
      ) : (
        <Button ref={button} look={look} {...opener}>
          <Plus className="size-5" aria-hidden="true" />
          {t("create")}
        </Button>
      )}
      <Part
        part={sheet}
        wanted={open}
        giveUp={() => setOpen(false)}
        with={{ suggestion, button, open, onOpenChange: setOpen }}
      />
    </>
  );
}
