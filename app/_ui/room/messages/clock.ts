const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * A moment's time of day in a time zone, in the pieces that the catalogues put together.
 * Not left to Intl: server and browser word the halves of the day differently from one release to the next.
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
