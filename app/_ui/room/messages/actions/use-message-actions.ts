import { useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";
import type { RoomDrafts } from "@/app/_ui/room/composer/drafts/drafts";
import { useEdits } from "@/app/_ui/room/composer/drafts/use-edits";
import type { Written } from "@/app/_ui/room/composer/drafts/use-unsent-actions";
import { useReplyTarget } from "@/app/_ui/room/composer/use-reply-target";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { LocalFile } from "@/lib/client/outbox/requests";
import type { RoomClient } from "@/lib/client/room-client";
import { loadedMessage, type RoomClientState } from "@/lib/client/room-client-state";
import type { Message } from "@/lib/protocol/room";
import type { MessageActions } from "./message-actions";
import { messageEdit } from "./message-edit-part";

/**
 * Replying, editing, deleting and reacting. The room's state has the actions that failed (`undone`).
 *
 * @param write inserts a text before the composer's text.
 * @param toComposer moves the focus to the composer; called only after a press by the user.
 * @param toPresent shows the newest messages; called before the user's own message appears there.
 */
export function useMessageActions(
  client: RoomClient,
  { messages, recent, view }: Pick<RoomClientState, "messages" | "recent" | "view">,
  drafts: RoomDrafts,
  write: (written: Written) => void,
  toComposer: () => void,
  toPresent: () => void,
) {
  const { room, you } = useRoomContext();
  const [removing, setRemoving] = useState<number>();
  const [replies, setReplies] = useState(0);
  const focusComposer = useEffectEvent(toComposer);
  // In an effect, after the menu has restored the focus.
  useEffect(() => {
    if (replies > 0) focusComposer();
  }, [replies]);
  const replyTo = useReplyTarget(drafts, room.id, { messages, recent });
  const { editing, begin: open } = useEdits(client, drafts, write);
  const begin = useCallback(
    (message: Message) => {
      // Tries again if the field could not be loaded for an edit that is open already.
      void messageEdit.load();
      open(message);
    },
    [open],
  );

  const actions = useMemo<MessageActions>(
    () => ({
      reply: (message, { keepsFocus } = { keepsFocus: false }) => {
        drafts.writeComposer({ replyTo: message.seq });
        if (!keepsFocus) setReplies((count) => count + 1);
      },
      edit: begin,
      remove: ({ seq }) => setRemoving(seq),
      react: (message, emoji) => void client.toggle(message.seq, emoji),
    }),
    [client, drafts, begin],
  );

  // The message's current state: others may edit or delete it while the dialog is open.
  const message = removing === undefined ? undefined : loadedMessage({ messages, recent }, removing);

  return {
    actions,
    editing,
    replyTo,
    removing: {
      message: message?.deletedAt ? undefined : message,
      remove: (seq: number) => void client.remove(seq),
      close: () => setRemoving(undefined),
    },
    /** Opens an edit of the user's last message among the newest ones. */
    editLast() {
      const last = recent.findLast(({ author, deletedAt, notice }) => author.id === you.id && !deletedAt && !notice);
      if (!last) return;
      if (view !== "present") toPresent();
      begin(last);
    },
    send(body: string, mentions: string[], files: readonly LocalFile[]) {
      toPresent();
      client.send(body, replyTo?.seq, mentions, files);
      replyTo?.cancel();
    },
  };
}
