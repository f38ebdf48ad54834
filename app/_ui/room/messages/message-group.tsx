"use client";

import { useLocale, useTranslations } from "next-intl";
import { memo, useId, useMemo } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { LineTabContext, useIsTabStop } from "@/app/_ui/room/log/roving";
import { type Group, sameGroup } from "@/app/_ui/room/log/timeline";
import { AuthorButton } from "./author/author-button";
import { clockOf, fullDate } from "./clock";
import { MessageLine } from "./message-line";

interface MessageGroupProps {
  group: Group;
  zone: string;
}

/** One author's consecutive messages, under one name and time. */
function Lines({ group, zone }: MessageGroupProps) {
  const t = useTranslations("room");
  const nameOf = useDisplayName();
  const { author, mine, lines, at } = group;
  const authorId = useId();
  const tab = useIsTabStop(useMemo(() => lines.map(({ clientId }) => clientId), [lines])) ? 0 : -1;
  return (
    <li
      className={`contained mt-3.5 flex gap-2.5 compact:mt-1 ${mine ? "justify-end compact:justify-start compact:pl-8.5" : ""}`}
    >
      <div
        className={`flex max-w-[85%] min-w-0 flex-col gap-1 compact:max-w-full compact:grow compact:items-start compact:gap-0 sm:max-w-[75%] sm:compact:grid sm:compact:max-w-full sm:compact:grid-cols-[11rem_minmax(0,1fr)] sm:compact:*:not-first:col-start-2 ${mine ? "items-end" : "items-start"}`}
      >
        <p className="flex max-w-full items-baseline gap-2 px-1 text-xs text-muted sm:compact:justify-between sm:compact:leading-6">
          <bdi id={authorId} className={`truncate text-sm font-semibold text-ink ${mine ? "not-compact:sr-only" : ""}`}>
            {mine ? t("you") : nameOf(author.username)}
          </bdi>
          <Clock at={at} zone={zone} />
        </p>
        {lines.map((line) => (
          <MessageLine key={line.clientId} line={line} mine={mine} authorId={authorId} zone={zone} />
        ))}
      </div>
      {!mine && (
        // After the messages, so that Tab reaches the messages first.
        <LineTabContext value={tab}>
          <AuthorButton author={author} />
        </LineTabContext>
      )}
    </li>
  );
}

function Clock({ at, zone }: { at: number; zone: string }) {
  const t = useTranslations("time");
  const locale = useLocale();
  return (
    <time
      dateTime={new Date(at).toISOString()}
      // Only on hover: server and browser may write a date differently.
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = fullDate(at, locale, zone);
      }}
      className="shrink-0"
    >
      {t("clock", clockOf(at, zone))}
    </time>
  );
}

// Memoized, since a busy room adds messages many times a second: only changed groups are rendered again.
export const MessageGroup = memo(Lines, (a, b) => a.zone === b.zone && sameGroup(a.group, b.group));
