import { useCallback, useEffect, useRef, useState } from "react";
import type { Room } from "../../../lib/api";
import { callApi } from "../call-api";
import { type LeftOff, leftOff } from "./left-off";

export interface Unread {
  /** Where the line stands: fixed when the room was opened, or where the reader has put it since. */
  gap: LeftOff | undefined;
  /** How many messages that is, as far as is known. */
  count: number;
  /** Marks this message, and what comes after it, as unread. */
  mark: (seq: number) => void;
  /** Why marking did not work, as a problem's code. */
  failed: string | undefined;
}

interface Opened {
  roomId: string;
  mine: Room["mine"];
  head: number;
  /** Hears what is marked as unread from now on; null: nothing any more. */
  marked: (from: number | null) => void;
}

/** What was unread when a room was opened. Opening it takes a mark away that was put there before. */
export function useLeftOff({ roomId, mine, head, marked }: Opened): Unread {
  const [gap, setGap] = useState(() => leftOff(mine, head));
  const [count, setCount] = useState(mine?.unread ?? 0);
  const [failed, setFailed] = useState<string>();
  const wasMarked = useRef(mine?.unreadFrom !== undefined);

  const put = useCallback(
    async (from: number | null) => {
      const answer = await callApi(`/api/rooms/${roomId}/unread`, { method: "PUT", body: { from } });
      if (answer.ok) marked(from);
      return answer;
    },
    [roomId, marked],
  );
  useEffect(() => {
    if (!wasMarked.current) return;
    wasMarked.current = false;
    void put(null);
  }, [put]);

  const mark = useCallback(
    async (seq: number) => {
      setFailed(undefined);
      const answer = await put(seq);
      if (!answer.ok) return setFailed(answer.code);
      setGap({ from: seq, upTo: Number.MAX_SAFE_INTEGER });
      setCount(0);
    },
    [put],
  );
  return { gap, count, mark, failed };
}
