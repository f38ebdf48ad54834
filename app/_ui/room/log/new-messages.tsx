"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { findMessage } from "@/lib/events/reduce";
import type { Message, User } from "@/lib/protocol/room";
import { announced, arrivedAfter } from "./announced";

/** Messages that arrive within this time are announced together. */
const GATHER_MS = 1_000;

interface NewMessagesProps {
  messages: readonly Message[];
  /** `messages` without those of blocked people, which are not announced and do not become new when the block ends. */
  heard: readonly Message[];
  status: RoomClientState["status"];
  you: User;
}

/**
 * Announces new messages to screen readers. The log itself is silent (`aria-live="off"`), because it also changes when history is
 * loaded and when old messages are edited.
 */
export function NewMessages({ messages, heard, status, you }: NewMessagesProps) {
  const t = useTranslations("announce");
  const nameOf = useDisplayName();
  /** Messages up to this seq are not announced any more. Undefined until the room is connected: earlier messages are not new. */
  const upTo = useRef<number>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<readonly Message[]>([]);
  const [said, setSaid] = useState<{ from: number; messages: readonly Message[] }>();

  useEffect(() => {
    const newest = messages.at(-1)?.seq ?? 0;
    if (upTo.current === undefined) {
      if (status === "live") upTo.current = newest;
      return;
    }
    const arrived = arrivedAfter(heard, upTo.current, you.id);
    upTo.current = Math.max(upTo.current, newest);
    if (arrived.length === 0) return;
    waiting.current = [...waiting.current, ...arrived];
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setSaid({ from: waiting.current[0]?.seq ?? 0, messages: waiting.current });
      waiting.current = [];
    }, GATHER_MS);
  }, [messages, heard, status, you.id]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  const { each, more } = announced(said?.messages ?? []);
  const isDeleted = (seq: number) => findMessage(messages, seq)?.deletedAt !== undefined;
  return (
    // Not atomic, so that screen readers read only the added elements. Each batch of messages renders new elements.
    <div aria-live="polite" aria-atomic="false" data-testid="new-messages" className="sr-only">
      {more > 0 && <p key={`${said?.from} count`}>{t("count", { count: more })}</p>}
      {each.map(
        ({ seq, author, text }) =>
          !isDeleted(seq) && <p key={seq}>{t("message", { name: nameOf(author.username), text })}</p>,
      )}
    </div>
  );
}
