"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import { Button } from "@/app/_ui/kit/button";

/** Actions that need a confirmation. */
export type ConfirmedAction = "kick" | "ban" | "block";

interface PersonQuestionProps {
  asked: ConfirmedAction;
  name: string;
  busy: boolean;
  yes: () => void;
  no: () => void;
}

/** Asks for confirmation; the focus is on the cancel button. */
export function PersonQuestion({ asked, name, busy, yes, no }: PersonQuestionProps) {
  const t = useTranslations("person");
  const id = useId();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div role="alertdialog" aria-labelledby={id} className="mt-3">
      <p id={id} className="text-sm wrap-anywhere">
        {t(`sure.${asked}`, { name })}
      </p>
      <div className="mt-3 flex gap-2">
        <Button ref={back} look="secondary" className="flex-1 px-3" onClick={no}>
          {t("cancel")}
        </Button>
        <Button look="danger" busy={busy} className="flex-1 px-3" onClick={yes}>
          {t(asked)}
        </Button>
      </div>
    </div>
  );
}
