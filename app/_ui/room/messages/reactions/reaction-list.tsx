"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Avatar } from "@/app/_ui/kit/avatar";
import { Sheet } from "@/app/_ui/kit/sheet";
import { lineOf } from "@/app/_ui/room/log/line-of";
import { findMessage } from "@/lib/events/reduce";
import type { Message } from "@/lib/protocol/room";
import { useNames } from "./reactor-text";

export interface Listed {
  seq: number;
  /** The element that had the focus. */
  opener: Element | null;
}

export interface ReactionListProps {
  listed: Listed | undefined;
  messages: readonly Message[];
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

/** All users who reacted to a message, by reaction. */
export function ReactionList({ listed, messages, isOpen, onOpenChange }: ReactionListProps) {
  const t = useTranslations("reactions");
  const message = listed && findMessage(messages, listed.seq);
  const reactions = useMemo(() => Object.entries(message?.reactions ?? {}), [message]);
  return (
    <Sheet
      title={t("title")}
      open={isOpen}
      onOpenChange={onOpenChange}
      isText
      finalFocus={() =>
        listed?.opener instanceof HTMLElement && lineOf(listed.seq)?.contains(listed.opener)
          ? listed.opener
          : lineOf(listed?.seq)
      }
    >
      {reactions.length === 0 && <p className="text-muted">{t("none")}</p>}
      {reactions.map(([emoji, by]) => (
        <Reactors key={emoji} emoji={emoji} by={by} />
      ))}
    </Sheet>
  );
}

function Reactors({ emoji, by }: { emoji: string; by: readonly string[] }) {
  const t = useTranslations("reactions");
  const { ordered, name } = useNames();
  return (
    <section aria-label={t("by", { emoji, count: by.length })} className="mt-4 first:mt-0">
      <h3 className="flex items-baseline gap-2 font-semibold">
        <span className="font-emoji text-xl">{emoji}</span>
        <span className="text-sm text-muted">{by.length}</span>
      </h3>
      <ul>
        {ordered(by).map((id) => (
          <li key={id} className="flex min-h-10 items-center gap-2.5">
            <Avatar name={name(id)} className="size-7 rounded-full text-xs" />
            <bdi className="min-w-0 truncate">{name(id)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
