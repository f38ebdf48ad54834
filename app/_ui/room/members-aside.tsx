"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import type { User } from "../../../lib/protocol";
import { MembersPanel } from "./members-panel";

/** As Tailwind's `xl`. */
const WIDE = "(min-width: 80rem)";

/** The people of the room beside its log, where the screen is wide enough. */
export function MembersAside({ online, version }: { online: readonly User[]; version: number }) {
  const t = useTranslations("members");
  const isWide = useSyncExternalStore(
    watchWidth,
    () => window.matchMedia(WIDE).matches,
    () => false,
  );
  return (
    <aside
      aria-label={t("title")}
      className="hidden w-72 shrink-0 overflow-y-auto border-l border-line bg-surface p-3 xl:block"
    >
      <MembersPanel online={online} version={version} wanted={isWide} />
    </aside>
  );
}

function watchWidth(changed: () => void) {
  const media = window.matchMedia(WIDE);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}
