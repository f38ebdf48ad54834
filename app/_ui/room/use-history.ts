import { useEffect, useRef, useState } from "react";
import type { MessagesAnswer } from "../../../lib/api";
import type { Message } from "../../../lib/protocol";
import type { RoomState } from "../../../lib/room-state";
import { callApi } from "../call-api";

const PAGE = 50;

export interface History {
  phase: "idle" | "loading" | "failed";
  /** Whether what is shown begins with the room's first message. */
  complete: boolean;
  load: () => void;
}

/** What was said before the oldest message that is shown, fetched page by page. */
export function useHistory(
  roomId: string,
  { messages, head }: Pick<RoomState, "messages" | "head">,
  prepend: (older: Message[]) => void,
): History {
  const oldest = messages[0]?.seq;
  const [phase, setPhase] = useState<History["phase"]>("idle");
  /** The oldest seq there was, once the archive has said so. */
  const [first, setFirst] = useState<number>();
  const asking = useRef<AbortController>(undefined);
  const complete = oldest === undefined ? head === 0 : oldest === 1 || oldest === first;
  const before = oldest ?? head + 1;

  useEffect(() => () => asking.current?.abort(), []);

  async function load() {
    if (complete || asking.current) return;
    const abort = new AbortController();
    asking.current = abort;
    setPhase("loading");
    const path = `/api/rooms/${roomId}/messages?before=${before}&limit=${PAGE}`;
    const answer = await callApi<MessagesAnswer>(path, { signal: abort.signal }).catch(() => undefined);
    asking.current = undefined;
    if (!answer) return;
    setPhase(answer.ok ? "idle" : "failed");
    if (!answer.ok) return;
    const older = answer.data.messages;
    prepend(older);
    if (answer.data.nextBefore === undefined) setFirst(older[0]?.seq ?? oldest);
  }
  return { phase, complete, load };
}
