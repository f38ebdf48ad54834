"use client";

import { useTranslations } from "next-intl";
import { useContext } from "react";
import type { ShownMessage } from "../../../lib/client/shown-messages";
import { useHere } from "./here";
import { MessageActsContext } from "./message-acts";

/** The emoji that a message was given, each with how many gave it; pressing one gives it too, or takes one's own back. */
export function MessageReactions({ message }: { message: ShownMessage }) {
  const t = useTranslations("act");
  const acts = useContext(MessageActsContext);
  const { you } = useHere();
  const given = Object.entries(message.reactions ?? {});
  if (given.length === 0) return null;
  return (
    <ul aria-label={t("reactions")} className="mt-1 flex flex-wrap gap-1">
      {given.map(([emoji, by]) => (
        <li key={emoji}>
          <button
            type="button"
            aria-pressed={by.includes(you.id)}
            aria-label={t("reaction", { emoji, count: by.length })}
            data-unconfirmed={message.unconfirmed?.includes(emoji) || undefined}
            disabled={!acts}
            onClick={() => acts?.react(message, emoji)}
            className="inline-flex min-h-8 items-center gap-1 rounded-full border border-line bg-surface px-2.5 text-sm transition-colors hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft data-unconfirmed:border-dashed data-unconfirmed:opacity-70"
          >
            <span aria-hidden="true">{emoji}</span>
            <span className="text-xs font-semibold">{by.length}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
