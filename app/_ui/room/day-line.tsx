"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";
import { dayOf } from "./timeline";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Where a day begins in the log. */
export function DayLine({ at, zone }: { at: number; zone: string }) {
  const t = useTranslations("room");
  const format = useFormatter();
  const now = useNow({ updateInterval: MINUTE_MS }).getTime();
  const day = dayOf(at, zone);
  const text =
    day === dayOf(now, zone)
      ? t("today")
      : day === dayOf(now - DAY_MS, zone)
        ? t("yesterday")
        : format.dateTime(at, { year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: zone });
  return (
    <li className="my-5 flex items-center gap-3 text-xs font-semibold text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      <time dateTime={day} suppressHydrationWarning>
        {text}
      </time>
    </li>
  );
}
