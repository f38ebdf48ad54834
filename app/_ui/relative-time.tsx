"use client";

import { useFormatter, useNow, useTimeZone, useTranslations } from "next-intl";
import { useZone } from "./use-browser";

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

/** How long ago something was, kept true while the page is open; a date once it is more than a week. */
export function RelativeTime({ at }: { at: number }) {
  const t = useTranslations("time");
  const format = useFormatter();
  const now = useNow({ updateInterval: MINUTE_MS }).getTime();
  const timeZone = useZone(useTimeZone() ?? "UTC");
  const age = now - at;
  const text =
    age < MINUTE_MS
      ? t("now")
      : age < WEEK_MS
        ? format.relativeTime(at, now)
        : format.dateTime(at, { year: "numeric", month: "short", day: "numeric", timeZone });
  return (
    <time dateTime={new Date(at).toISOString()} suppressHydrationWarning>
      {text}
    </time>
  );
}
