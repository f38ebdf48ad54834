import { useMemo } from "react";
import { usePeople } from "@/app/_ui/room/members/use-people";
import { countOfReaders, readBy } from "@/app/_ui/room/reading/read-by";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { User } from "@/lib/protocol/room";
import type { Log } from "./log-context";

/** The context values for the log's lines: names, and how far others have read. */
export function useLog(roomId: string, state: RoomClientState, you: User): Log {
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

/** Recent speakers are the authors of this many last messages. */
const RECENT = 100;

function speakersOf(messages: RoomClientState["messages"]): string[] {
  const recent = messages.slice(-RECENT).filter(({ notice }) => !notice);
  return [...new Set(recent.map(({ author }) => author.id).reverse())];
}
