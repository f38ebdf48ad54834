"use client";

import { useMemo, useState, useSyncExternalStore } from "react";
import type { Editing } from "@/app/_ui/room/messages/actions/message-actions";
import type { RoomClient } from "@/lib/client/room-client";
import { textOf } from "@/lib/events/files";
import type { Message } from "@/lib/protocol/room";
import type { EditDraft, RoomDrafts } from "./drafts";
import { useDrafts } from "./use-drafts";
import type { Written } from "./use-unsent-actions";

/**
 * The edits that are open in this room, on this device. They stay open until they are saved, discarded or moved to the composer.
 *
 * @param write inserts a text before the composer's text.
 */
export function useEdits(client: RoomClient, drafts: RoomDrafts, write: (written: Written) => void) {
  const [toFocus, setToFocus] = useState<number>();
  const openSeqs = () => Object.keys(drafts.getState().edits).join();
  const key = useSyncExternalStore(drafts.subscribe, openSeqs, () => "");
  const open = useMemo(() => new Set(key === "" ? [] : key.split(",").map(Number)), [key]);

  const actions = useMemo(() => {
    const end = (seq: number) => drafts.writeEdit(seq, undefined);
    return {
      begin(message: Message) {
        const { seq } = message;
        const text = textOf(message);
        if (!drafts.getState().edits[seq]) drafts.writeEdit(seq, { text, base: text });
        setToFocus(seq);
      },
      save(seq: number, body: string, mentions: string[]) {
        end(seq);
        void client.edit(seq, body, mentions);
      },
      cancel: end,
      focusTaken: () => setToFocus(undefined),
      toComposer(seq: number, text: string) {
        end(seq);
        write({ body: text });
      },
    };
  }, [client, drafts, write]);
  const editing = useMemo<Editing>(() => ({ open, toFocus, ...actions }), [open, toFocus, actions]);
  return { editing, begin: actions.begin };
}

/** The open edit of this message; undefined if there is none. */
export function useEditDraft(seq: number): EditDraft | undefined {
  const drafts = useDrafts();
  const draft = () => drafts.getState().edits[seq];
  return useSyncExternalStore(drafts.subscribe, draft, () => undefined);
}
