"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { IconButton } from "@/app/_ui/kit/button";
import { SearchSheet } from "./search-sheet";

/** Opens the search. With `roomId` it begins in that room. */
export function SearchButton({ roomId, className }: { roomId?: string; className?: string }) {
  const t = useTranslations("search");
  const [open, setOpen] = useState(false);
  return (
    <SearchSheet
      roomId={roomId}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton aria-label={t("open")} className={className}>
          <Search className="size-5" aria-hidden="true" />
        </IconButton>
      }
    />
  );
}
