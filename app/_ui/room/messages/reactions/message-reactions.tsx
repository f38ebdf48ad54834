"use client";

import { useTranslations } from "next-intl";
import { useContext } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { MessageActionsContext } from "@/app/_ui/room/messages/actions/message-actions";
import { useLongPress } from "@/app/_ui/room/messages/gestures/use-long-press";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { ShownMessage } from "@/lib/client/shown-messages";
import { namedReaction } from "./named-reaction";
import { useOpenReactions } from "./open-reactions";
import { useReactorText } from "./reactor-text";

/**
 * A message's reactions with their counts; pressing one adds the user's own, or removes it.
 * The names show on hover, focus and long press.
 */
export function MessageReactions({ message }: { message: ShownMessage }) {
  const t = useTranslations("act");
  const given = Object.entries(message.reactions ?? {});
  if (given.length === 0) return null;
  return (
    <ul aria-label={t("reactions")} className="mt-1 flex flex-wrap gap-1">
      {given.map(([emoji, by]) => (
        <Reaction key={emoji} message={message} emoji={emoji} by={by} />
      ))}
    </ul>
  );
}

interface ReactionProps {
  message: ShownMessage;
  emoji: string;
  by: readonly string[];
}

function Reaction(props: ReactionProps) {
  return (
    <li>
      <ReactionButton {...props} />
    </li>
  );
}

function ReactionButton({ message, emoji, by }: ReactionProps) {
  const t = useTranslations("act");
  const actions = useContext(MessageActionsContext);
  const { you } = useRoomContext();
  const tab = useLineTab();
  const words = useReactorText();
  const openList = useOpenReactions();
  const hold = useLongPress(() => openList(message.seq));
  const named = (button: HTMLElement) => ({ seq: message.seq, emoji, button });
  return (
    <button
      type="button"
      tabIndex={tab}
      onPointerEnter={({ pointerType, currentTarget }) =>
        pointerType === "mouse" && namedReaction.entered(named(currentTarget))
      }
      onPointerLeave={namedReaction.left}
      onFocus={({ currentTarget }) =>
        currentTarget.matches(":focus-visible") && namedReaction.focused(named(currentTarget))
      }
      onBlur={namedReaction.left}
      {...hold}
      aria-pressed={by.includes(you.id)}
      aria-label={t("reaction", { emoji, count: by.length })}
      aria-description={words(by)}
      data-unconfirmed={message.unconfirmed?.includes(emoji) || undefined}
      // In a preview or a read-only room, where nobody can react, a press shows the names.
      onClick={() => {
        namedReaction.close();
        if (actions) actions.react(message, emoji);
        else openList(message.seq);
      }}
      className="inline-flex min-h-8 items-center gap-1 rounded-full border border-line bg-surface px-2.5 text-sm transition-colors select-none hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft data-unconfirmed:border-dashed data-unconfirmed:opacity-70 [-webkit-touch-callout:none]"
    >
      <span aria-hidden="true" className="font-emoji">
        {emoji}
      </span>
      <span className="text-xs font-semibold">{by.length}</span>
    </button>
  );
}
