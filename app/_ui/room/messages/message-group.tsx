"use client";

import { useTranslations } from "next-intl";
import { memo, useId, useMemo } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { LineTabContext, useIsTabStop } from "@/app/_ui/room/log/roving";
import { type Group, sameGroup } from "@/app/_ui/room/log/timeline";
import { AuthorButton } from "./author/author-button";
import { clockOf } from "./clock";
import { MessageLine } from "./message-line";

interface MessageGroupProps {
  group: Group;
  zone: string;
}

/** One author's messages within one minute, under one name and time. */
function Lines({ group, zone }: MessageGroupProps) {
  const t = useTranslations("room");
  const nameOf = useDisplayName();
  const { author, mine, lines, at } = group;
  const authorId = useId();
  const tab = useIsTabStop(useMemo(() => lines.map(({ clientId }) => clientId), [lines])) ? 0 : -1;
  return (
    <li className={`mt-3.5 flex gap-2.5 ${mine ? "justify-end" : ""}`}>
      <div className={`flex max-w-[85%] min-w-0 flex-col gap-1 sm:max-w-[75%] ${mine ? "items-end" : "items-start"}`}>
        <p className="flex max-w-full items-baseline gap-2 px-1 text-xs text-muted">
          <bdi id={authorId} className={mine ? "sr-only" : "truncate text-sm font-semibold text-ink"}>
            {mine ? t("you") : nameOf(author.username)}
          </bdi>
          <Clock at={at} zone={zone} />
        </p>
        {lines.map((line) => (
          <MessageLine key={line.clientId} line={line} mine={mine} authorId={authorId} />
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
  return (
    <time dateTime={new Date(at).toISOString()} className="shrink-0">
      {t("clock", clockOf(at, zone))}
    </time>
  );
}

// Memoized, since a busy room adds messages many times a second: only changed groups are rendered again.
export const MessageGroup = memo(Lines, (a, b) => a.zone === b.zone && sameGroup(a.group, b.group));
