"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { MessagesAnswer } from "@/lib/protocol/http/messages";
import type { Message } from "@/lib/protocol/room";
import type { RoomDrafts } from "./drafts/drafts";
import { useReplyTo } from "./drafts/use-drafts";

export interface ReplyTarget {
  seq: number;
  /** Undefined while it is unknown: older than the loaded history. */
  message: Message | undefined;
  cancel: () => void;
}

/** The message that the composer's text replies to. If it is deleted, the text stays without a reply target. */
export function useReplyTarget(
  drafts: RoomDrafts,
  roomId: string,
  messages: readonly Message[],
): ReplyTarget | undefined {
  const seq = useReplyTo(drafts);
  const shown = seq === undefined ? undefined : messages.findLast((message) => message.seq === seq);
  const [fetched, setFetched] = useState<Message>();
  const message = shown ?? (fetched?.seq === seq ? fetched : undefined);
  const cancel = () => drafts.writeComposer({ replyTo: undefined });
  const drop = useEffectEvent(cancel);
  const isKnown = message !== undefined;
  const isGone = message?.deletedAt !== undefined;

  useEffect(() => {
    if (isGone) drop();
  }, [isGone]);
  useEffect(() => {
    if (seq === undefined || isKnown) return;
    const abort = new AbortController();
    void findMessage(roomId, seq, abort.signal).then((found) =>
      found === "none" ? drop() : found && setFetched(found),
    );
    return () => abort.abort();
  }, [seq, isKnown, roomId]);
  return seq === undefined || isGone ? undefined : { seq, message, cancel };
}

/** Undefined if it is not known now. */
async function findMessage(roomId: string, seq: number, signal: AbortSignal): Promise<Message | "none" | undefined> {
  const path = `/api/rooms/${roomId}/messages?before=${seq + 1}&limit=1`;
  const answer = await callApi<MessagesAnswer>(path, { signal }).catch(() => undefined);
  if (!answer?.ok) return undefined;
  return answer.data.messages.find((message) => message.seq === seq) ?? "none";
}
