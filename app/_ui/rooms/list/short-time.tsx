"use client";

import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import { useZone } from "@/app/_ui/hooks/use-browser";
import { useServerNow } from "@/app/_ui/hooks/use-server-now";
import { ageOf } from "@/lib/shared/calendar";

/** A short age ("14m"), updated while the page is open, with the full date as tooltip and for screen readers. */
export function ShortTime({ at }: { at: number }) {
  const t = useTranslations("time");
  const format = useFormatter();
  const now = useServerNow();
  const timeZone = useZone(useTimeZone() ?? "UTC");
  const age = ageOf(at, now, timeZone);
  const full = format.dateTime(at, { dateStyle: "long", timeStyle: "short", timeZone });
  return (
    <time dateTime={new Date(at).toISOString()} title={full} suppressHydrationWarning>
      <span aria-hidden="true" suppressHydrationWarning>
        {age.unit === "now" && t("short.now")}
        {age.unit === "date" &&
          format.dateTime(at, { year: yearOf(at, now, timeZone), month: "short", day: "numeric", timeZone })}
        {"count" in age && t(`short.${age.unit}s`, { count: age.count })}
      </span>
      <span className="sr-only" suppressHydrationWarning>
        {full}
      </span>
    </time>
  );
}

/** Dates of this year are shown without the year. */
function yearOf(at: number, now: number, timeZone: string): "numeric" | undefined {
  const year = new Intl.DateTimeFormat("en", { year: "numeric", timeZone });
  return year.format(at) === year.format(now) ? undefined : "numeric";
}
