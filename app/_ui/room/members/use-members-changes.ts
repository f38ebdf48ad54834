import { useCallback, useEffect, useRef, useState } from "react";
import { useSWRConfig } from "swr";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { changesOf } from "@/lib/protocol/system-messages";
import { membersOf } from "./members-path";
import { NewFaces } from "./new-faces";

/** The list is requested once changes pause for this long, since hundreds of people may join at once. */
const PAUSE_MS = 300;

type State = Pick<RoomClientState, "recent" | "online" | "onlineNext" | "status">;

/**
 * Drops all cached lists of the room's members after a change, so that lists on the screen are requested again. A change is a system
 * message about members, or a new user who is online, since joining may be silent. Returns a function that drops them at once.
 */
export function useMembersChanges(roomId: string, state: State): () => void {
  const { mutate } = useSWRConfig();
  const membersChanged = useCallback(
    () => void mutate((key) => typeof key === "string" && key.startsWith(membersOf(roomId)), undefined),
    [mutate, roomId],
  );
  const newest = state.recent.findLast(({ notice }) => changesOf(notice?.what ?? "") === "members")?.seq ?? 0;
  // The system message may leave `recent`, which is no change.
  const [line, setLine] = useState(newest);
  if (newest > line) setLine(newest);
  const faces = useNewFaces(state);
  const known = useRef({ line, faces });

  useEffect(() => {
    if (known.current.line === line && known.current.faces === faces) return;
    known.current = { line, faces };
    const timer = setTimeout(membersChanged, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [line, faces, membersChanged]);

  return membersChanged;
}

/**
 * How many users have come online since the page connected. Users who were online before are in the list of members, which is
 * requested at about the same time.
 */
function useNewFaces({ status, online, onlineNext }: State): number {
  const faces = useRef<NewFaces>(undefined);
  if (!faces.current && status !== "live") return 0;
  faces.current ??= new NewFaces();
  return faces.current.see(online, onlineNext === undefined);
}
