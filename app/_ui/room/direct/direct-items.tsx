"use client";

import { Menu } from "@base-ui/react/menu";
import { DoorOpen, UserRoundCheck, UserRoundX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { menuItem } from "@/app/_ui/kit/menu-style";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";

export const DIRECT_QUESTIONS = ["leaveDirect", "block", "unblock"] as const;
export type DirectQuestion = (typeof DIRECT_QUESTIONS)[number];

/** Menu items of a direct room. Each asks for confirmation first. */
export function DirectItems({ open }: { open: (what: DirectQuestion) => void }) {
  const t = useTranslations("direct");
  const { room } = useRoomContext();
  const blocked = useBlocked();
  if (!room.direct) return null;
  const isBlocked = blocked.ids.has(room.direct.id);
  const Icon = isBlocked ? UserRoundCheck : UserRoundX;
  return (
    <>
      <Menu.Item className={menuItem} onClick={() => open("leaveDirect")}>
        <DoorOpen className="size-4 text-muted" aria-hidden="true" />
        {t("leave")}
      </Menu.Item>
      {room.direct.username !== DELETED_USERNAME && (
        <Menu.Item
          className={`${menuItem} ${isBlocked ? "" : "text-danger"}`}
          onClick={() => open(isBlocked ? "unblock" : "block")}
        >
          <Icon className={`size-4 ${isBlocked ? "text-muted" : ""}`} aria-hidden="true" />
          {t(isBlocked ? "unblock" : "block")}
        </Menu.Item>
      )}
      <Menu.Separator className="mx-2 my-1 h-px bg-line" />
    </>
  );
}
