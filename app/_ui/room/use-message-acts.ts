import { useMemo, useState } from "react";
import type { AmendAnswer } from "../../../lib/pending-amendments";
import type { Message } from "../../../lib/protocol";
import type { RoomClient } from "../../../lib/room-client";
import type { MessageActs } from "./message-acts";

/** What is being done with a message of the log, one at a time. */
export interface Doing {
  what: "reply" | "edit" | "remove";
  message: Message;
}

/** Replying, editing, deleting and reacting, and in `failed` why the last of them was not done. */
export function useMessageActs(client: RoomClient, yourId: string) {
  const [doing, setDoing] = useState<Doing>();
  const [failed, setFailed] = useState<NonNullable<AmendAnswer>>();

  const { acts, amend } = useMemo(() => {
    const tell = async (answer: Promise<AmendAnswer>) => setFailed(await answer);
    const begin = (what: Doing["what"]) => (message: Message) => setDoing({ what, message });
    const acts: MessageActs = {
      reply: begin("reply"),
      edit: begin("edit"),
      remove: begin("remove"),
      react: (message, emoji) => {
        const isMine = message.reactions?.[emoji]?.includes(yourId) ?? false;
        void tell(client.react(message.seq, emoji, !isMine));
      },
    };
    const amend = {
      edit: (seq: number, body: string) => tell(client.edit(seq, body)),
      remove: (seq: number) => tell(client.remove(seq)),
    };
    return { acts, amend };
  }, [client, yourId]);

  return { acts, amend, doing, failed, finish: () => setDoing(undefined), forget: () => setFailed(undefined) };
}
