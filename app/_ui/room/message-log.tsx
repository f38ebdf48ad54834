"use client";

import { ArrowDown } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { useEffect, useMemo, useRef } from "react";
import type { User } from "../../../lib/protocol";
import type { RoomState } from "../../../lib/room-state";
import { Notice } from "../notice";
import { useZone } from "../use-browser";
import { DayLine } from "./day-line";
import { MessageGroup } from "./message-group";
import { NoticeLine } from "./notice-line";
import { OlderMessages } from "./older-messages";
import { timeline } from "./timeline";
import type { History } from "./use-history";
import { useLogScroll } from "./use-log-scroll";
import { useUnseen } from "./use-unseen";

interface MessageLogProps {
  state: RoomState;
  you: User;
  history: History;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

export function MessageLog({ state, you, history, onRetry, onDiscard }: MessageLogProps) {
  const t = useTranslations("room");
  const zone = useZone(useTimeZone() ?? "UTC");
  const { messages, pending } = state;
  const items = useMemo(() => timeline(messages, pending, you, zone), [messages, pending, you, zone]);
  const { scroller, onScroll, atBottom, toBottom } = useLogScroll();
  const unseen = useUnseen(messages, you.id, atBottom);
  useFollowOwn(pending.at(-1)?.clientId, toBottom);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        role="log"
        aria-label={t("log")}
        aria-live="polite"
        aria-busy={history.phase === "loading"}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        className="flex h-full flex-col-reverse overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div className="mx-auto w-full max-w-3xl px-3 pt-2 pb-4 sm:px-5">
          {items.length === 0 ? (
            <Notice title={t("empty.title")} body={t("empty.body")} />
          ) : (
            <>
              <OlderMessages history={history} root={scroller} oldest={messages[0]?.seq} />
              <ol>
                {items.map((item) =>
                  item.kind === "day" ? (
                    <DayLine key={item.key} at={item.at} zone={zone} />
                  ) : item.kind === "notice" ? (
                    <NoticeLine key={item.key} message={item.message} />
                  ) : (
                    <MessageGroup key={item.key} group={item} zone={zone} onRetry={onRetry} onDiscard={onDiscard} />
                  ),
                )}
              </ol>
            </>
          )}
        </div>
      </div>
      {!atBottom && <ToBottom unseen={unseen} onPress={toBottom} />}
    </div>
  );
}

/** Who says something wants to see it, however far back they were reading. */
function useFollowOwn(newestOwn: string | undefined, follow: () => void) {
  const last = useRef(newestOwn);
  useEffect(() => {
    if (newestOwn && newestOwn !== last.current) follow();
    last.current = newestOwn;
  }, [newestOwn, follow]);
}

function ToBottom({ unseen, onPress }: { unseen: number; onPress: () => void }) {
  const t = useTranslations("room");
  return (
    <button
      type="button"
      onClick={onPress}
      className={`absolute bottom-3 left-1/2 inline-flex min-h-11 min-w-11 -translate-x-1/2 items-center justify-center gap-2 rounded-full px-3.5 text-sm font-semibold shadow-float ${
        unseen > 0 ? "bg-accent text-on-accent hover:bg-accent-strong" : "border border-line bg-raised text-ink"
      }`}
    >
      {unseen > 0 ? t("newMessages", { count: unseen }) : <span className="sr-only">{t("toBottom")}</span>}
      <ArrowDown className="size-4" aria-hidden="true" />
    </button>
  );
}
