import { useMemo } from "react";
import type { User } from "../../../lib/protocol";
import type { RoomState } from "../../../lib/room-state";
import type { Log } from "./log-context";
import { countOfReaders, readBy } from "./read-by";
import { usePeople } from "./use-people";

/** What the log's lines look up: names, and how far others have read. */
export function useLog(roomId: string, state: RoomState, you: User): Log {
  const { messages, readers, readCounts } = state;
  const { people, names } = usePeople(roomId, state, you);
  return useMemo(
    () => ({
      people,
      names,
      speakers: speakersOf(messages),
      readBy: readBy(messages, readers, you.id),
      readCount: readCounts && countOfReaders(messages, readCounts, you.id),
    }),
    [people, names, messages, readers, readCounts, you.id],
  );
}

/** How many of the last messages count for recent speakers. */
const RECENT = 100;

function speakersOf(messages: RoomState["messages"]): string[] {
  const recent = messages.slice(-RECENT).filter(({ notice }) => !notice);
  return [...new Set(recent.map(({ author }) => author.id).reverse())];
}
