"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { Button } from "@/app/_ui/kit/button";
import type { Message } from "@/lib/protocol/room";
import type { History, Pages } from "./use-history";

/** More messages are loaded once an end of the shown ones is this close to the visible area. */
const NEAR = "800px 0px";
const LOOK = "flex min-h-16 flex-wrap items-center justify-center gap-x-3 gap-y-1 py-2 text-center text-sm text-muted";

interface OlderMessagesProps {
  history: History;
  root: RefObject<HTMLElement | null>;
  /** The oldest seq shown. When it changes, older messages were added, and the top may still be near the visible area. */
  oldest: number | undefined;
}

/** The top of the log: loads older messages when the user scrolls near it, and shows where the room begins. */
export function OlderMessages({ history: { older, complete }, root, oldest }: OlderMessagesProps) {
  const t = useTranslations("room");
  const top = useRef<HTMLDivElement>(null);
  useLoadNear(top, root, older, !complete, oldest);
  return (
    <div ref={top} className={LOOK}>
      {complete ? <p>{t("begin")}</p> : <Loading pages={older} label={t("older")} failed={t("olderError")} />}
    </div>
  );
}

interface NewerMessagesProps {
  history: History;
  root: RefObject<HTMLElement | null>;
  /** The shown ones. */
  messages: readonly Message[];
  /** Whether the log is about to show other messages: none are loaded meanwhile. */
  isPaused: boolean;
}

/** The end of the log while it does not end at the newest message: loads the next messages when the user scrolls near it. */
export function NewerMessages({ history: { newer }, root, messages, isPaused }: NewerMessagesProps) {
  const t = useTranslations("room");
  const end = useRef<HTMLDivElement>(null);
  useLoadNear(end, root, newer, !isPaused, messages.at(-1)?.seq);
  return (
    <div ref={end} className={`${LOOK} print:hidden`}>
      <Loading pages={newer} label={t("newer")} failed={t("newerError")} />
    </div>
  );
}

function Loading({ pages: { phase, load }, label, failed }: { pages: Pages; label: string; failed: string }) {
  const t = useTranslations("room");
  if (phase !== "failed") return <LoaderCircle className="size-5 animate-spin" aria-label={label} />;
  return (
    <>
      <p role="alert">{failed}</p>
      <Button look="secondary" onClick={load}>
        {t("loadAgain")}
      </Button>
    </>
  );
}

/** Loads pages while `element` is near the visible area. @param end the seq beside it: with a new one it is checked again. */
function useLoadNear(
  element: RefObject<HTMLElement | null>,
  root: RefObject<HTMLElement | null>,
  { phase, load }: Pages,
  isMore: boolean,
  end: number | undefined,
): void {
  const near = useEffectEvent(load);
  const waits = isMore && phase === "idle";
  // biome-ignore lint/correctness/useExhaustiveDependencies: beside another message, the element may still be near.
  useEffect(() => {
    if (!waits || !element.current) return;
    const options = { root: root.current, rootMargin: NEAR };
    // Scrolling fast, an element leaves and comes within one call; the last entry is how it is now.
    const watch = new IntersectionObserver((entries) => entries.at(-1)?.isIntersecting && near(), options);
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [waits, end, element, root]);
}
