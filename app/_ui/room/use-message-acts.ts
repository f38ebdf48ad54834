import { useEffect, useEffectEvent, useMemo, useState } from "react";
import type { Message } from "../../../lib/protocol";
import type { RoomClient } from "../../../lib/room-client";
import type { RoomState } from "../../../lib/room-state";
import type { RoomDrafts } from "./composer/drafts";
import { useReplyTarget } from "./composer/use-reply-target";
import { useHere } from "./here";
import type { MessageActs } from "./message-acts";

/** What is being done with a message, one at a time. */
interface Doing {
  what: "edit" | "remove";
  seq: number;
}

/**
 * Replying, editing, deleting and reacting. What of it was not done the room's state says (`undone`).
 *
 * @param toComposer moves the focus to the composer; called only for a press of one's own.
 */
export function useMessageActs(
  client: RoomClient,
  { messages }: Pick<RoomState, "messages">,
  drafts: RoomDrafts,
  toComposer: () => void,
) {
  const { room } = useHere();
  const [doing, setDoing] = useState<Doing>();
  const [replies, setReplies] = useState(0);
  const focusComposer = useEffectEvent(toComposer);
  // After the press has been drawn: the menu that it came from hands the focus back first.
  useEffect(() => {
    if (replies > 0) focusComposer();
  }, [replies]);
  const finish = () => setDoing(undefined);
  const replyTo = useReplyTarget(drafts, room.id, messages);

  const acts = useMemo<MessageActs>(() => {
    const begin = (what: Doing["what"]) => (message: Message) => setDoing({ what, seq: message.seq });
    return {
      reply: (message) => {
        drafts.writeComposer({ replyTo: message.seq });
        setReplies((count) => count + 1);
      },
      edit: begin("edit"),
      remove: begin("remove"),
      react: (message, emoji) => void client.toggle(message.seq, emoji),
    };
  }, [client, drafts]);

  // As it is now: a message may be edited or deleted by others while one does something with it.
  const now = doing && messages.findLast(({ seq }) => seq === doing.seq);
  const message = now?.deletedAt ? undefined : now;
  const editing = useMemo(() => {
    if (doing?.what !== "edit") return undefined;
    const { seq } = doing;
    const end = () => setDoing(undefined);
    const save = (body: string, mentions: string[]) => {
      end();
      void client.edit(seq, body, mentions);
    };
    return { seq, save, cancel: end };
  }, [client, doing]);

  return {
    acts,
    editing,
    replyTo,
    removing: {
      message: doing?.what === "remove" ? message : undefined,
      remove: (seq: number) => void client.remove(seq),
      close: finish,
    },
    send(body: string, mentions: string[]) {
      client.send(body, replyTo?.seq, mentions);
      replyTo?.cancel();
    },
  };
}
