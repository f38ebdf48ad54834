"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { Button } from "@/app/_ui/kit/button";
import type { History } from "./use-history";

interface OlderMessagesProps {
  history: History;
  root: RefObject<HTMLElement | null>;
  /** The oldest seq shown. When it changes, older messages were added, and the top may still be near the visible area. */
  oldest: number | undefined;
}

/** The top of the log: loads older messages when the user scrolls near it, and shows where the room begins. */
export function OlderMessages({ history, root, oldest }: OlderMessagesProps) {
  const t = useTranslations("room");
  const top = useRef<HTMLDivElement>(null);
  const near = useEffectEvent(history.load);
  const waiting = !history.complete && history.phase === "idle";
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new oldest message is a new element to observe.
  useEffect(() => {
    if (!waiting || !top.current) return;
    const options = { root: root.current, rootMargin: "800px 0px 0px 0px" };
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && near(), options);
    watch.observe(top.current);
    return () => watch.disconnect();
  }, [waiting, oldest, root]);

  return (
    <div
      ref={top}
      className="flex min-h-16 flex-wrap items-center justify-center gap-x-3 gap-y-1 py-2 text-center text-sm text-muted"
    >
      {history.complete ? (
        <p>{t("begin")}</p>
      ) : history.phase === "failed" ? (
        <>
          <p role="alert">{t("olderError")}</p>
          <Button look="secondary" onClick={history.load}>
            {t("loadAgain")}
          </Button>
        </>
      ) : (
        <LoaderCircle className="size-5 animate-spin" aria-label={t("older")} />
      )}
    </div>
  );
}
