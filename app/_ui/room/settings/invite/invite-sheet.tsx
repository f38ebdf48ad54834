"use client";

import { useTranslations } from "next-intl";
import { Sheet } from "@/app/_ui/kit/sheet";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { InviteByLink } from "./invite-by-link";
import { InviteByName } from "./invite-by-name";

interface InviteSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The ways to invite people to the room. */
export function InviteSheet({ open, onOpenChange }: InviteSheetProps) {
  const t = useTranslations("invite");
  const { room } = useRoomContext();
  return (
    <Sheet
      title={t("title")}
      lead={t(room.visibility === "private" ? "leadPrivate" : "leadPublic")}
      open={open}
      onOpenChange={onOpenChange}
    >
      <div className="flex flex-col gap-6">
        <InviteByLink />
        <InviteByName />
      </div>
    </Sheet>
  );
}
