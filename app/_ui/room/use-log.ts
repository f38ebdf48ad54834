import { useMemo } from "react";
import type { User } from "../../../lib/protocol";
import type { RoomState } from "../../../lib/room-state";
import type { Log } from "./log-context";
import { countOfReaders, readBy } from "./read-by";
import { usePeople } from "./use-people";

/** What the log's lines look up: names, and how far others have read. */
export function useLog(roomId: string, state: RoomState, you: User): Log {
  const { messages, readers, readCounts } = state;
  const people = usePeople(roomId, state, you);
  return useMemo(
    () => ({
      people,
      readBy: readBy(messages, readers, you.id),
      readCount: readCounts && countOfReaders(messages, readCounts, you.id),
    }),
    [people, messages, readers, readCounts, you.id],
  );
}
