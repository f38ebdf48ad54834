import { useEffect, useEffectEvent, useMemo, useState } from "react";
import type { RoomClient } from "../../../lib/room-client";
import type { RoomState } from "../../../lib/room-state";
import type { RoomDrafts } from "./composer/drafts";
import { useEdits } from "./composer/use-edits";
import { useReplyTarget } from "./composer/use-reply-target";
import type { Written } from "./composer/use-unsent-acts";
import { useHere } from "./here";
import type { MessageActs } from "./message-acts";

/**
 * Replying, editing, deleting and reacting. The room's state has those that failed (`undone`).
 *
 * @param write inserts a text into the composer, before its text.
 * @param toComposer moves the focus to the composer; called only after the user's own press.
 */
export function useMessageActs(
  client: RoomClient,
  { messages }: Pick<RoomState, "messages">,
  drafts: RoomDrafts,
  write: (written: Written) => void,
  toComposer: () => void,
) {
  const { room } = useHere();
  const [removing, setRemoving] = useState<number>();
  const [replies, setReplies] = useState(0);
  const focusComposer = useEffectEvent(toComposer);
  // In an effect, after the menu has restored the focus.
  useEffect(() => {
    if (replies > 0) focusComposer();
  }, [replies]);
  const replyTo = useReplyTarget(drafts, room.id, messages);
  const { editing, begin } = useEdits(client, drafts, write);

  const acts = useMemo<MessageActs>(
    () => ({
      reply: (message) => {
        drafts.writeComposer({ replyTo: message.seq });
        setReplies((count) => count + 1);
      },
      edit: begin,
      remove: ({ seq }) => setRemoving(seq),
      react: (message, emoji) => void client.toggle(message.seq, emoji),
    }),
    [client, drafts, begin],
  );

  // Its current state: others may edit or delete the message while the dialog is open.
  const message = removing === undefined ? undefined : messages.findLast(({ seq }) => seq === removing);

  return {
    acts,
    editing,
    replyTo,
    removing: {
      message: message?.deletedAt ? undefined : message,
      remove: (seq: number) => void client.remove(seq),
      close: () => setRemoving(undefined),
    },
    send(body: string, mentions: string[]) {
      client.send(body, replyTo?.seq, mentions);
      replyTo?.cancel();
    },
  };
}
