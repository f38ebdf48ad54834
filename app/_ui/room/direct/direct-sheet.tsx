"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useAction } from "@/app/_ui/api/use-action";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { Sheet } from "@/app/_ui/kit/sheet";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { User } from "@/lib/protocol/room";
import type { DirectQuestion } from "./direct-items";
import { useBlock } from "./use-block";

interface DirectSheetProps {
  what: DirectQuestion;
  user: User;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks for confirmation before a direct room is left or the other person is blocked or unblocked. */
export function DirectSheet({ what, user, open, onOpenChange }: DirectSheetProps) {
  const t = useTranslations("direct");
  const { room, you } = useRoomContext();
  const { hub } = useInboxHub();
  const router = useRouter();
  const { act, busy, error } = useAction();
  const blocking = useBlock();
  const stay = useRef<HTMLButtonElement>(null);
  const name = useDisplayName()(user.username);
  async function confirm() {
    const isDone =
      what === "leaveDirect"
        ? await act("leave", `/api/rooms/${room.id}/members/${you.id}`, { method: "DELETE" })
        : await (what === "block" ? blocking.block(user) : blocking.unblock(user));
    if (!isDone) return;
    hub.refresh();
    onOpenChange(false);
    if (what !== "unblock") router.push("/rooms");
  }
  return (
    <Sheet
      title={t(`sure.${what}`, { name })}
      lead={t(`lead.${what}`)}
      open={open}
      onOpenChange={onOpenChange}
      initialFocus={stay}
    >
      <FormError>{error ?? blocking.error}</FormError>
      <div className="flex justify-end gap-2 pt-2">
        <Button ref={stay} look="quiet" onClick={() => onOpenChange(false)}>
          {t("cancel")}
        </Button>
        <Button
          look={what === "block" ? "danger" : "primary"}
          busy={busy !== undefined || blocking.busy}
          onClick={confirm}
        >
          {t(what === "leaveDirect" ? "leave" : what)}
        </Button>
      </div>
    </Sheet>
  );
}
