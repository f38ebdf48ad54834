"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { DialogButton } from "@/app/_ui/lazy/dialog-button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import type { SearchSheetProps } from "./search-sheet";

const sheet = new LazyPart<SearchSheetProps>(() => import("./search-sheet").then((code) => code.SearchSheet));

/** Opens the search. With `roomId` it begins in that room. */
export function SearchButton({ roomId, className }: { roomId?: string; className?: string }) {
  const t = useTranslations("search");
  return (
    <DialogButton<{ roomId?: string }>
      part={sheet}
      with={{ roomId }}
      icon={Search}
      label={t("open")}
      className={className}
    />
  );
}
