import { useLocale } from "next-intl";

const UNITS = ["byte", "kilobyte", "megabyte"] as const;

/** Formats a number of bytes, such as "1.4 MB". */
export function useFileSize(): (bytes: number) => string {
  const locale = useLocale();
  return (bytes) => {
    const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
    const unit = {
      style: "unit",
      unit: UNITS[step],
      unitDisplay: "narrow",
      maximumFractionDigits: step === 2 ? 1 : 0,
    } as const;
    // As file managers count: a kilobyte has 1,024 bytes.
    return new Intl.NumberFormat(locale, unit).format(bytes / 1_024 ** step);
  };
}
