"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "@/app/_ui/kit/button";
import { Sheet } from "@/app/_ui/kit/sheet";
import { lineOf } from "@/app/_ui/room/log/line-of";
import type { Message } from "@/lib/protocol/room";

export interface RemoveSheetProps {
  message: Message | undefined;
  remove: (seq: number) => void;
  close: () => void;
}

/** Asks for confirmation before a message is deleted, since that cannot be undone. */
export function RemoveSheet({ message, remove, close }: RemoveSheetProps) {
  const t = useTranslations("act");
  const cancel = useRef<HTMLButtonElement>(null);
  /** Kept for the time after closing, when `message` is undefined. */
  const seq = useRef<number>(undefined);
  useEffect(() => {
    if (message) seq.current = message.seq;
  }, [message]);
  return (
    <Sheet
      title={t("removeSure")}
      lead={t("removeLead")}
      open={message !== undefined}
      onOpenChange={(open) => !open && close()}
      initialFocus={cancel}
      finalFocus={() => lineOf(seq.current)}
    >
      <p className="line-clamp-4 rounded-xl bg-sunken px-4 py-3 whitespace-pre-wrap wrap-anywhere">
        <bdi>{message?.body}</bdi>
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button ref={cancel} look="quiet" onClick={close}>
          {t("cancel")}
        </Button>
        <Button
          look="danger"
          onClick={() => {
            if (message) remove(message.seq);
            close();
          }}
        >
          {t("remove")}
        </Button>
      </div>
    </Sheet>
  );
}
