"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useAction } from "@/app/_ui/api/use-action";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { Sheet } from "@/app/_ui/kit/sheet";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { useMayInvite } from "./invite/use-may-invite";

interface LeaveSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks for confirmation before leaving. Tells an owner to hand the room over first. */
export function LeaveSheet({ open, onOpenChange }: LeaveSheetProps) {
  const t = useTranslations("roomMenu");
  const { room, you, role } = useRoomContext();
  const { act, busy, error } = useAction();
  const router = useRouter();
  const isOwner = role === "owner";
  async function leave() {
    const gone = await act("leave", `/api/rooms/${room.id}/members/${you.id}`, { method: "DELETE" });
    if (gone) router.push("/rooms");
  }
  const mayInvite = useMayInvite();
  const effects = [room.visibility === "private" && t("leaveLead"), mayInvite && t("leaveInvites")].filter(Boolean);
  const lead = isOwner ? t("leaveOwner") : effects.join(" ");
  return (
    <Sheet title={t("leaveSure", { name: room.name })} lead={lead} open={open} onOpenChange={onOpenChange}>
      <FormError>{error}</FormError>
      <div className="flex justify-end gap-2 pt-2">
        <Button look={isOwner ? "primary" : "quiet"} onClick={() => onOpenChange(false)}>
          {t("stay")}
        </Button>
        {!isOwner && (
          <Button busy={busy !== undefined} onClick={leave}>
            {t("leave")}
          </Button>
        )}
      </div>
    </Sheet>
  );
}
