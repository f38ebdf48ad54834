"use client";

import { Reply } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useContext } from "react";
import { clockOf, fullDate } from "@/app/_ui/room/messages/clock";
import type { Message } from "@/lib/protocol/room";
import { MessageActionsContext, QUICK_EMOJI } from "./message-actions";

const SHOWN = QUICK_EMOJI.slice(0, 3);

export interface QuickActionsProps {
  message: Message;
  mine: boolean;
  zone: string;
}

/** The time and the most frequent actions, beside the message under the mouse. Keyboard and touch have the menu. */
export function QuickActions({ message, mine, zone }: QuickActionsProps) {
  const t = useTranslations();
  const locale = useLocale();
  const actions = useContext(MessageActionsContext);
  const { sentAt, deletedAt } = message;
  return (
    <div
      className={`absolute top-0 z-10 hidden h-8 items-center gap-0.5 px-1 text-muted @lg:flex print:hidden! compact:-top-1 compact:right-0 compact:left-auto compact:rounded-lg compact:bg-raised compact:shadow-card ${
        mine ? "right-full" : "left-full"
      }`}
    >
      <time
        dateTime={new Date(sentAt).toISOString()}
        title={fullDate(sentAt, locale, zone)}
        className="px-1 text-xs whitespace-nowrap"
      >
        {t("time.clock", clockOf(sentAt, zone))}
      </time>
      {actions && !deletedAt && (
        <>
          {SHOWN.map((emoji) => (
            <Act key={emoji} label={t("act.react", { emoji })} press={() => actions.react(message, emoji)}>
              {emoji}
            </Act>
          ))}
          <Act label={t("act.reply")} press={() => actions.reply(message)}>
            <Reply className="size-4" aria-hidden="true" />
          </Act>
        </>
      )}
    </div>
  );
}

function Act({ label, press, children }: { label: string; press: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={press}
      className="inline-flex size-8 items-center justify-center rounded-lg font-emoji hover:bg-sunken hover:text-ink"
    >
      {children}
    </button>
  );
}
