"use client";

import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import { useZone } from "@/app/_ui/hooks/use-browser";
import { useServerNow } from "@/app/_ui/hooks/use-server-now";
import { ageOf } from "@/lib/shared/calendar";

/** How long ago a time was, by the server's clock, updated while the page is open. After a week, the date. */
export function RelativeTime({ at }: { at: number }) {
  const t = useTranslations("time");
  const format = useFormatter();
  const now = useServerNow();
  const timeZone = useZone(useTimeZone() ?? "UTC");
  const age = ageOf(at, now, timeZone);
  const text =
    age.unit === "now"
      ? t("now")
      : age.unit !== "date"
        ? t("ago", age)
        : format.dateTime(at, { year: "numeric", month: "short", day: "numeric", timeZone });
  return (
    <time dateTime={new Date(at).toISOString()} suppressHydrationWarning>
      {text}
    </time>
  );
}
