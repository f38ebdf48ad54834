"use client";

import { EllipsisVertical } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { MenuButton } from "@/app/_ui/lazy/menu-button";
import { Part } from "@/app/_ui/lazy/part";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { RoomMenuItemsProps } from "./room-menu-items";

const items = new LazyPart<RoomMenuItemsProps>(() => import("./room-menu-items").then((code) => code.RoomMenuItems));

/** The button of the room's menu. */
export function RoomMenu() {
  const t = useTranslations("roomMenu");
  const { room } = useRoomContext();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // A request is answered in the bar that replaces the composer.
  if (room.mine?.request) return null;
  return (
    <>
      <MenuButton ref={button} label={t("open")} part={items} open={open} onOpenChange={setOpen}>
        <EllipsisVertical className="size-5" aria-hidden="true" />
      </MenuButton>
      <Part part={items} wanted={open} giveUp={() => setOpen(false)} with={{ button, open, onOpenChange: setOpen }} />
    </>
  );
}
