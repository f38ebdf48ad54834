"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/app/_ui/kit/button";

interface InviteButtonsProps {
  id: string;
  /** The action of `useAnswerInvite` that is running. */
  busy: string | undefined;
  accept: () => void;
  decline: () => void;
}

/** The two answers to an invite by name. */
export function InviteButtons({ id, busy, accept, decline }: InviteButtonsProps) {
  const t = useTranslations("invite.waiting");
  return (
    <div className="ml-auto flex gap-1">
      <Button look="quiet" className="px-3" busy={busy === `no ${id}`} onClick={decline}>
        {t("decline")}
      </Button>
      <Button className="px-4" busy={busy === id} onClick={accept}>
        {t("accept")}
      </Button>
    </div>
  );
}
