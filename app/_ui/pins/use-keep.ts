import { useEffect, useRef, useState } from "react";
import { type ApiFailure, callApi } from "@/app/_ui/api/call-api";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Message } from "@/lib/protocol/room";

/** How long a success is confirmed. A failure stays until it is dismissed. */
const CONFIRMED_MS = 3_000;
/** A new message may not be in the archive yet. */
const ARCHIVED_WITHIN_MS = 1_500;

/** `pinned`: for the room; `saved`: for the user. */
export type List = "pinned" | "saved";

export interface KeepOutcome {
  list: List;
  on: boolean;
  /** Undefined: it was done. */
  failure?: ApiFailure;
}

export interface Keep {
  /** Adds a message to the list, or removes it. */
  set: (list: List, message: Message, on: boolean) => void;
  outcome: KeepOutcome | undefined;
  dismiss: () => void;
}

/** Pins and saves messages of the open room, and gives the result for a status line. */
export function useKeep(): Keep {
  const { room, setRoom } = useRoomContext();
  const now = useRef(room);
  useEffect(() => {
    now.current = room;
  }, [room]);
  const [outcome, setOutcome] = useState<KeepOutcome>();
  useEffect(() => {
    if (!outcome || outcome.failure) return;
    const timer = setTimeout(() => setOutcome(undefined), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function set(list: List, { seq }: Message, on: boolean) {
    setOutcome(undefined);
    const { id } = room;
    const path = list === "pinned" ? `/api/rooms/${id}/pins/${seq}` : `/api/saved/${id}/${seq}`;
    const method = on ? "PUT" : "DELETE";
    let answer = await callApi(path, { method });
    if (on && !answer.ok && answer.code === "not_found") {
      await new Promise((done) => setTimeout(done, ARCHIVED_WITHIN_MS));
      answer = await callApi(path, { method });
    }
    if (!answer.ok) return setOutcome({ list, on, failure: answer });
    setOutcome({ list, on });
    const others = now.current[list]?.filter((each) => each !== seq) ?? [];
    setRoom({ ...now.current, [list]: on ? [seq, ...others] : others });
  }
  return { set, outcome, dismiss: () => setOutcome(undefined) };
}
