"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { IconButton } from "@/app/_ui/kit/button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import { useOpener } from "@/app/_ui/lazy/use-opener";
import type { SearchSheetProps } from "./search-sheet";

const sheet = new LazyPart<SearchSheetProps>(() => import("./search-sheet").then((code) => code.SearchSheet));

/** Opens the search. With `roomId` it begins in that room. */
export function SearchButton({ roomId, className }: { roomId?: string; className?: string }) {
  const t = useTranslations("search");
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const opens = useOpener(sheet, open, setOpen);
  return (
    <>
      <IconButton ref={button} aria-label={t("open")} className={className} {...opens}>
        <Search className="size-5" aria-hidden="true" />
      </IconButton>
      <Part
        part={sheet}
        wanted={open}
        giveUp={() => setOpen(false)}
        with={{ roomId, opener: button, open, onOpenChange: setOpen }}
      />
    </>
  );
}
