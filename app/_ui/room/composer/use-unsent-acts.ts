import { type RefObject, useMemo } from "react";
import type { RoomClient } from "../../../../lib/room-client";
import type { UnsentActs } from "../messages/unsent-acts";
import type { RoomDrafts } from "./drafts";

/**
 * What is not sent can be sent again, given up, or taken back into the composer, before what is written there.
 *
 * @param field the composer's, which then takes the focus.
 */
export function useUnsentActs(client: RoomClient, drafts: RoomDrafts, field: RefObject<HTMLTextAreaElement | null>) {
  return useMemo(() => {
    function write(text: string, replyTo?: number) {
      const now = drafts.getState().composer;
      const both = [text, now.text].filter((each) => each !== "").join("\n");
      drafts.writeComposer({ text: both, replyTo: now.replyTo ?? replyTo });
      field.current?.focus();
    }
    const acts: UnsentActs = {
      retry: (clientId) => client.retry(clientId),
      discard: (clientId) => void client.discard(clientId),
      takeBack: (clientId) => {
        const pending = client.discard(clientId);
        if (pending) write(pending.body, pending.replyTo);
      },
    };
    return { acts, write };
  }, [client, drafts, field]);
}
