"use client";

import { useEffect, useEffectEvent } from "react";
import { useQuery } from "@/app/_ui/api/use-query";
import { loadedMessage, type RoomClientState } from "@/lib/client/room-client-state";
import type { MessagesAnswer } from "@/lib/protocol/http/messages";
import type { Message } from "@/lib/protocol/room";
import type { RoomDrafts } from "./drafts/drafts";
import { useReplyTo } from "./drafts/use-drafts";

export interface ReplyTarget {
  seq: number;
  /** Undefined while the message is being loaded, because it is not among the loaded messages. */
  message: Message | undefined;
  cancel: () => void;
}

/** The message that the composer's text replies to. If the message is deleted, the text stays without a reply target. */
export function useReplyTarget(
  drafts: RoomDrafts,
  roomId: string,
  { messages, recent }: Pick<RoomClientState, "messages" | "recent">,
): ReplyTarget | undefined {
  const seq = useReplyTo(drafts);
  const shown = seq === undefined ? undefined : loadedMessage({ messages, recent }, seq);
  const isAsked = seq !== undefined && !shown;
  const path = isAsked ? `/api/rooms/${roomId}/messages?before=${seq + 1}&limit=1` : undefined;
  const { data } = useQuery<MessagesAnswer>(path);
  const message = shown ?? data?.messages.find((each) => each.seq === seq);
  const cancel = () => drafts.writeComposer({ replyTo: undefined });
  const drop = useEffectEvent(cancel);
  const isGone = message ? message.deletedAt !== undefined : data !== undefined;

  useEffect(() => {
    if (isGone) drop();
  }, [isGone]);
  return seq === undefined || isGone ? undefined : { seq, message, cancel };
}
