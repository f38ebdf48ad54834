import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { UnsentActions } from "@/app/_ui/room/messages/actions/unsent-actions";
import type { RoomClient } from "@/lib/client/room-client";
import { chosenIn } from "@/lib/events/chosen";
import { textOf } from "@/lib/events/files";
import type { RoomDrafts } from "./drafts";

/** An unsent text that is moved back into the composer. */
export interface Written {
  body: string;
  replyTo?: number;
  mentions?: readonly string[];
}

/**
 * An unsent message can be sent again, discarded, or moved back into the composer, before the text there.
 *
 * @param people names by user id, for the users that the text mentions.
 * @param field the composer's text area, which takes the focus after a text has moved back.
 */
export function useUnsentActions(
  client: RoomClient,
  drafts: RoomDrafts,
  people: ReadonlyMap<string, string>,
  field: RefObject<HTMLTextAreaElement | null>,
) {
  const names = useRef(people);
  useEffect(() => {
    names.current = people;
  }, [people]);
  return useMemo(() => {
    function write({ body, replyTo, mentions = [] }: Written) {
      drafts.putBefore({ text: body, replyTo, chosen: chosenIn(body, mentions, names.current) });
      field.current?.focus();
    }
    const actions: UnsentActions = {
      retry: (clientId) => client.retry(clientId),
      discard: (clientId) => void client.discard(clientId),
      takeBack: (clientId) => {
        const pending = client.discard(clientId, true);
        if (pending) write({ ...pending, body: textOf(pending) });
      },
    };
    return { actions, write };
  }, [client, drafts, field]);
}
