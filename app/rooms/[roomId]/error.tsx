"use client";

import { useTranslations } from "next-intl";
import { useEffect, useTransition } from "react";
import { useNewerBuild } from "@/app/_ui/hooks/use-newer-build";
import { Button, ButtonLink } from "@/app/_ui/kit/button";
import { Notice } from "@/app/_ui/kit/notice";

/** After an automatic retry, another failure within this time is not retried automatically. */
const AGAIN_AFTER_MS = 10_000;
let lastRecovery = Number.NEGATIVE_INFINITY;

/**
 * Shown in place of a room that fails to render; the list beside it stays. If the cause is an extension or a translator that changed
 * the page's elements, the room is rendered again at once, which recovers.
 */
export default function RoomError({ error, retry }: { error: unknown; retry: () => void }) {
  useNewerBuild(error);
  const t = useTranslations("errors");
  const [busy, start] = useTransition();
  useEffect(() => {
    const isForeign = error instanceof DOMException && error.name === "NotFoundError";
    if (!isForeign || performance.now() - lastRecovery < AGAIN_AFTER_MS) return;
    lastRecovery = performance.now();
    start(retry);
  }, [error, retry]);
  return (
    <main id="main" className="flex h-dvh flex-col justify-center">
      <div role="alert">
        <Notice level={1} title={t("title")} body={t("body")}>
          <Button busy={busy} onClick={() => start(retry)}>
            {t("retry")}
          </Button>
          <ButtonLink href="/rooms" look="secondary">
            {t("rooms")}
          </ButtonLink>
        </Notice>
      </div>
    </main>
  );
}
