import { useTranslations } from "next-intl";
import { useEffect } from "react";

let wanted: string | undefined;
let changed: (() => void) | undefined;

/**
 * The tab's title for a screen whose name may change while it is open. Next.js writes the title only when a page is rendered, and
 * may restore an old title on Back.
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

/** The title without the unread count, if the screen sets one. */
export const screenTitle = (): string | undefined => wanted;

/** Called with each new title. Only one listener, which writes it. */
export function onScreenTitle(listener: () => void): () => void {
  changed = listener;
  return () => {
    changed = undefined;
  };
}
