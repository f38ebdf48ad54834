import { useTranslations } from "next-intl";
import { useEffect } from "react";

let wanted: string | undefined;
let changed: (() => void) | undefined;

/**
 * Sets the tab's title for a screen whose name may change while the screen is open. Next.js writes the title only when it renders a
 * page, and may restore an old title on Back.
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

/** Sets the one listener, which is called after each change of the title and writes it. */
export function onScreenTitle(listener: () => void): () => void {
  changed = listener;
  return () => {
    changed = undefined;
  };
}
