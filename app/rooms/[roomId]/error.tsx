"use client";

import { useTranslations } from "next-intl";
import { useEffect, useTransition } from "react";
import { Button, ButtonLink } from "../../_ui/button";
import { Notice } from "../../_ui/notice";
import { useNewerBuild } from "../../_ui/use-newer-build";

/** A second failure so soon is not cured by trying again. */
const AGAIN_AFTER_MS = 10_000;
let lastRecovery = Number.NEGATIVE_INFINITY;

/**
 * In a room's place when it fails to draw; the list beside it stays. An extension or a translator that took the page's elements
 * apart is recovered from at once: the room is drawn anew.
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
    <main id="main" className="flex h-dvh flex-col justify-center" role="alert">
      <Notice level={1} title={t("title")} body={t("body")}>
        <Button busy={busy} onClick={() => start(retry)}>
          {t("retry")}
        </Button>
        <ButtonLink href="/rooms" look="secondary">
          {t("rooms")}
        </ButtonLink>
      </Notice>
    </main>
  );
}
