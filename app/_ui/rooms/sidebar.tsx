"use client";

import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import type { SidebarRoomsProps } from "./sidebar-rooms";

const rooms = new LazyPart<SidebarRoomsProps>(() => import("./sidebar-rooms").then((code) => code.SidebarRooms));

/** Tailwind's `lg`: the sidebar is shown from this width on. */
const WIDE = "(min-width: 64rem)";

/** The lists of rooms beside the open room. */
export function Sidebar({ current }: { current: string }) {
  const t = useTranslations("live");
  const isWide = useIsWide();
  // Stays mounted once shown: turning a tablet must not close a dialog of the sidebar and lose its text.
  const [hasShown, setHasShown] = useState(isWide);
  if (isWide && !hasShown) setHasShown(true);
  const [isGivenUp, setGivenUp] = useState(false);
  return (
    <nav
      aria-label={t("rooms")}
      className="sticky top-0 hidden h-dvh w-72 shrink-0 flex-col border-r border-line bg-surface lg:flex xl:w-80"
    >
      <Part part={rooms} wanted={hasShown && !isGivenUp} giveUp={() => setGivenUp(true)} with={{ current }} />
    </nav>
  );
}

function useIsWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => window.matchMedia(WIDE).matches,
    () => false,
  );
}
