"use client";

import type { LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Avatar } from "@/app/_ui/kit/avatar";
import { RelativeTime } from "@/app/_ui/kit/relative-time";

interface EntryProps {
  /** The displayed name of the person. */
  name: string;
  icon: LucideIcon;
  /** The room's title; undefined: the content has it. */
  place?: string;
  /** Epoch milliseconds. */
  at: number;
  isUnseen: boolean;
  children: ReactNode;
}

/** What all entries of the list look like. Unseen ones have a dot. */
export function Entry({ name, icon: Icon, place, at, isUnseen, children }: EntryProps) {
  const t = useTranslations("notifications");
  return (
    <span
      className={`flex gap-3 rounded-xl px-3 py-2.5 text-sm hover:bg-sunken ${isUnseen ? "bg-accent-soft/60" : ""}`}
    >
      <span className="relative h-fit shrink-0">
        <Avatar name={name} className="size-10 rounded-full" />
        <span className="absolute -right-1 -bottom-1 flex size-5 items-center justify-center rounded-full border border-line bg-raised text-accent">
          <Icon className="size-3" aria-hidden="true" />
        </span>
      </span>
      <span className="min-w-0 flex-1">
        <span className="float-right ml-2 flex items-center gap-2 text-xs/5 text-muted">
          <RelativeTime at={at} />
          {isUnseen && (
            <span data-badge="loud" className="size-2.5 shrink-0 rounded-full bg-accent">
              <span className="sr-only">{t("unseen")}</span>
            </span>
          )}
        </span>
        {place && <bdi className="block truncate text-xs/5 text-muted">{place}</bdi>}
        {children}
      </span>
    </span>
  );
}
