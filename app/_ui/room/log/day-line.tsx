"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useServerNow } from "@/app/_ui/hooks/use-server-now";
import { dayOf, daysBetween } from "@/lib/shared/calendar";

/** The line in the log at the beginning of a day. */
export function DayLine({ at, zone }: { at: number; zone: string }) {
  const t = useTranslations("room");
  const format = useFormatter();
  const age = daysBetween(at, useServerNow(), zone);
  const text =
    age === 0
      ? t("today")
      : age === 1
        ? t("yesterday")
        : format.dateTime(at, { year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: zone });
  return (
    <li className="my-5 flex items-center gap-3 text-xs font-semibold text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      <time dateTime={dayOf(at, zone)} suppressHydrationWarning>
        {text}
      </time>
    </li>
  );
}
