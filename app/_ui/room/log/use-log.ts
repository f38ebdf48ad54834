import { useMemo } from "react";
import type { MissingPeopleProps } from "@/app/_ui/room/members/missing-people";
import { usePeople } from "@/app/_ui/room/members/use-people";
import { countOfReaders, readBy } from "@/app/_ui/room/reading/read-by";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { User } from "@/lib/protocol/room";
import type { Log } from "./log-context";

/** The context values for the log's lines: names, and how far others have read. `missing`: people whose names are to be requested. */
export function useLog(
  room: RoomInfo,
  state: RoomClientState,
  you: User,
  called: readonly User[],
): { log: Log; missing: MissingPeopleProps | undefined } {
  const { messages, recent, view, readers, readCounts } = state;
  const { people, names, missing } = usePeople(room, state, you, called);
  const log = useMemo(
    () => ({
      people,
      names,
      speakers: speakersOf(recent),
      readBy: readBy(messages, view === "present" ? readers : readersWithin(messages, readers), you.id),
      readCount: view === "present" && readCounts ? countOfReaders(messages, readCounts, you.id) : undefined,
    }),
    [people, names, messages, recent, view, readers, readCounts, you.id],
  );
  return { log, missing };
}

/** The read positions that are not beyond these messages, since there may be newer messages of the user. */
function readersWithin(
  messages: RoomClientState["messages"],
  readers: RoomClientState["readers"],
): RoomClientState["readers"] {
  const last = messages.at(-1)?.seq ?? 0;
  return Object.fromEntries(Object.entries(readers).filter(([, seq]) => seq <= last));
}

/** Recent speakers are the authors of this many last messages. */
const RECENT = 100;

function speakersOf(messages: RoomClientState["recent"]): string[] {
  const recent = messages.slice(-RECENT).filter(({ notice }) => !notice);
  return [...new Set(recent.map(({ author }) => author.id).reverse())];
}
