const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * A time of day in a time zone, in the parts that the catalogues combine. Not formatted by Intl: server and browser may
 * have different words for a.m. and p.m.
 */
export function clockOf(at: number, timeZone: string): { half: "am" | "pm"; hour: string; minute: string } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    formats.set(timeZone, format);
  }
  const [hour = "0", minute = "00"] = format.format(at).split(":");
  return { half: Number(hour) < 12 ? "am" : "pm", hour: String(Number(hour) % 12 || 12), minute };
}

/** The day, date and time to the second, in the words of the browser. */
export function fullDate(at: number, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "full", timeStyle: "medium" }).format(at);
}
