import { useTranslations } from "next-intl";
import { useEffect } from "react";

let wanted: string | undefined;
let changed: (() => void) | undefined;

/**
 * The tab's title for a screen whose name may change while it is open. Next.js writes a title when a page is rendered only, and may
 * write an older one again on the way back to a page.
 */
export function useScreenTitle(name: string): void {
  const t = useTranslations("app");
  const title = `${name} · ${t("name")}`;
  useEffect(() => {
    wanted = title;
    changed?.();
    return () => {
      if (wanted === title) wanted = undefined;
    };
  }, [title]);
}

/** What the title's count stands before, where the screen says it itself. */
export const screenTitle = (): string | undefined => wanted;

/** Hears of a new title; there is one listener, which writes it. */
export function onScreenTitle(listener: () => void): () => void {
  changed = listener;
  return () => {
    changed = undefined;
  };
}
