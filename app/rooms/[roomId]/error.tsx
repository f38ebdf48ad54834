"use client";

import { useTranslations } from "next-intl";
import { startTransition, useEffect } from "react";
import { useNewerBuild } from "@/app/_ui/hooks/use-newer-build";
import { ButtonLink } from "@/app/_ui/kit/button";
import { RetryNotice } from "@/app/_ui/kit/retry-notice";

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
  useEffect(() => {
    const isForeign = error instanceof DOMException && error.name === "NotFoundError";
    if (!isForeign || performance.now() - lastRecovery < AGAIN_AFTER_MS) return;
    lastRecovery = performance.now();
    startTransition(retry);
  }, [error, retry]);
  return (
    <main id="main" className="flex h-dvh flex-col justify-center">
      <RetryNotice retry={retry}>
        <ButtonLink href="/rooms" look="secondary">
          {t("rooms")}
        </ButtonLink>
      </RetryNotice>
    </main>
  );
}
