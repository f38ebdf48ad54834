"use client";

import { useFormatter, useNow, useTimeZone, useTranslations } from "next-intl";
import { shortAge } from "../../../lib/client/short-age";
import { useZone } from "../use-browser";

const MINUTE_MS = 60_000;

/** How long ago something was, as short as can be ("14m"), kept true while the page is open; in full for a pointer and aloud. */
export function ShortTime({ at }: { at: number }) {
  const t = useTranslations("time");
  const format = useFormatter();
  const now = useNow({ updateInterval: MINUTE_MS }).getTime();
  const timeZone = useZone(useTimeZone() ?? "UTC");
  const age = shortAge(at, now);
  const full = format.dateTime(at, { dateStyle: "long", timeStyle: "short", timeZone });
  return (
    <time dateTime={new Date(at).toISOString()} title={full} suppressHydrationWarning>
      <span aria-hidden="true" suppressHydrationWarning>
        {age.unit === "now" && t("short.now")}
        {age.unit === "date" &&
          format.dateTime(at, { year: yearOf(at, now, timeZone), month: "short", day: "numeric", timeZone })}
        {"count" in age && t(`short.${age.unit}`, { count: age.count })}
      </span>
      <span className="sr-only" suppressHydrationWarning>
        {full}
      </span>
    </time>
  );
}

/** This year's dates need no year. */
function yearOf(at: number, now: number, timeZone: string): "numeric" | undefined {
  const year = new Intl.DateTimeFormat("en", { year: "numeric", timeZone });
  return year.format(at) === year.format(now) ? undefined : "numeric";
}
