"use client";

import { Pin } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { IconButton } from "@/app/_ui/kit/button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import { useOpener } from "@/app/_ui/lazy/use-opener";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { PinsSheetProps } from "./pins-sheet";

const sheet = new LazyPart<PinsSheetProps>(() => import("./pins-sheet").then((code) => code.PinsSheet));

/** In the room's header: opens the pinned messages, if there are any. On phones the room's menu has them. */
export function PinsButton() {
  const t = useTranslations("pins");
  const { room } = useRoomContext();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const opener = useOpener(sheet, open, setOpen);
  // Not removed while its dialog is open.
  if (!room.pinned?.length && !open) return null;
  return (
    <>
      <IconButton ref={button} aria-label={t("title")} className="max-sm:hidden" {...opener}>
        <Pin className="size-5" aria-hidden="true" />
      </IconButton>
      <Part part={sheet} wanted={open} giveUp={() => setOpen(false)} with={{ button, open, onOpenChange: setOpen }} />
    </>
  );
}
