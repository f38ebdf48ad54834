"use client";

import { Check, Copy, Share2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useCopy } from "@/app/_ui/hooks/use-copy";
import { Button } from "@/app/_ui/kit/button";
import { useRoomContext } from "@/app/_ui/room/room-context";

/** A new link, shown only this once, to be copied or shared. */
export function InviteLink({ token, another }: { token: string; another: () => void }) {
  const t = useTranslations("invite");
  const { room } = useRoomContext();
  const { copy: copyText, outcome } = useCopy();
  const field = useRef<HTMLInputElement>(null);
  const link = `${window.location.origin}/invite/${token}`;

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  async function copy() {
    // Selects the link, so that the user can copy it by hand.
    if (!(await copyText(link, field.current?.parentElement))) field.current?.select();
  }
  // Closing the share sheet is not a failure.
  const share = () => navigator.share({ title: room.name, url: link }).catch(() => {});
  return (
    <div className="flex flex-col gap-2">
      <input
        ref={field}
        readOnly
        value={link}
        dir="ltr"
        aria-label={t("link")}
        onFocus={(event) => event.currentTarget.select()}
        className="field font-mono text-sm"
      />
      <div className="flex gap-2">
        <Button className="flex-1" onClick={copy}>
          {outcome === "copied" ? (
            <Check className="size-4" aria-hidden="true" />
          ) : (
            <Copy className="size-4" aria-hidden="true" />
          )}
          {t("copy")}
        </Button>
        {"share" in navigator && (
          <Button look="secondary" className="flex-1" onClick={share}>
            <Share2 className="size-4" aria-hidden="true" />
            {t("share")}
          </Button>
        )}
      </div>
      <p role="status" className="min-h-5 text-sm text-muted">
        {outcome ? t(outcome) : t("onlyNow")}
      </p>
      <Button look="quiet" className="self-start" onClick={another}>
        {t("another")}
      </Button>
    </div>
  );
}
