"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { User } from "../../../../lib/protocol";
import { Button } from "../../button";
import { FormError } from "../../entry/form-error";
import { useLive } from "../../live/hub";
import { Sheet } from "../../sheet";
import { useAct } from "../../use-act";
import { useDisplayName } from "../../use-display-name";
import { useHere } from "../here";
import type { DirectQuestion } from "./direct-items";
import { useBlock } from "./use-block";

interface DirectSheetProps {
  what: DirectQuestion;
  user: User;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks before a direct room is left, or the other person blocked or unblocked. */
export function DirectSheet({ what, user, open, onOpenChange }: DirectSheetProps) {
  const t = useTranslations("direct");
  const { room, you } = useHere();
  const { hub } = useLive();
  const router = useRouter();
  const { act, busy, error } = useAct();
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
