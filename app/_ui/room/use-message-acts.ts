import { useMemo, useState } from "react";
import type { AmendAnswer } from "../../../lib/pending-amendments";
import type { Message } from "../../../lib/protocol";
import type { RoomClient } from "../../../lib/room-client";
import type { RoomState } from "../../../lib/room-state";
import type { MessageActs } from "./message-acts";

/** What is being done with a message, one at a time. */
interface Doing {
  what: "reply" | "edit" | "remove";
  seq: number;
}

/** Replying, editing, deleting and reacting, and in `failed` why the last of them was not done. */
export function useMessageActs(client: RoomClient, { messages }: Pick<RoomState, "messages">, yourId: string) {
  const [doing, setDoing] = useState<Doing>();
  const [failed, setFailed] = useState<NonNullable<AmendAnswer>>();
  const tell = async (answer: Promise<AmendAnswer>) => setFailed(await answer);
  const finish = () => setDoing(undefined);

  const acts = useMemo<MessageActs>(() => {
    const begin = (what: Doing["what"]) => (message: Message) => setDoing({ what, seq: message.seq });
    return {
      reply: begin("reply"),
      edit: begin("edit"),
      remove: begin("remove"),
      react: (message, emoji) => {
        const isMine = message.reactions?.[emoji]?.includes(yourId) ?? false;
        void client.react(message.seq, emoji, !isMine).then(setFailed);
      },
    };
  }, [client, yourId]);

  // As it is now: a message may be edited or deleted by others while one does something with it.
  const now = doing && messages.findLast(({ seq }) => seq === doing.seq);
  const message = now?.deletedAt ? undefined : now;
  const editing = useMemo(() => {
    if (doing?.what !== "edit") return undefined;
    const { seq } = doing;
    const end = () => setDoing(undefined);
    const save = (body: string) => {
      end();
      void client.edit(seq, body).then(setFailed);
    };
    return { seq, save, cancel: end };
  }, [client, doing]);

  return {
    acts,
    editing,
    replyTo: doing?.what === "reply" && message ? { message, cancel: finish } : undefined,
    removing: {
      message: doing?.what === "remove" ? message : undefined,
      remove: (seq: number) => tell(client.remove(seq)),
      close: finish,
    },
    send(body: string) {
      client.send(body, doing?.what === "reply" ? message?.seq : undefined);
      if (doing?.what === "reply") finish();
    },
    failed,
    forget: () => setFailed(undefined),
  };
}
