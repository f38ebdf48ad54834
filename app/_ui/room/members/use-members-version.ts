import { useCallback, useEffect, useRef, useState } from "react";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { changesOf } from "@/lib/protocol/system-messages";

/** People may come by the hundred; the list waits until they have. */
const PAUSE_MS = 300;

/** A number that changes when who belongs to the room may have: by a line in its log, or somebody new who looks in. */
export function useMembersVersion({ messages, online }: Pick<RoomClientState, "messages" | "online">) {
  const [version, setVersion] = useState(0);
  const seen = useRef(new Set<string>());
  for (const { id } of online) seen.current.add(id);
  const faces = seen.current.size;
  const line = messages.findLast(({ notice }) => changesOf(notice?.what ?? "") === "members")?.seq ?? 0;
  const membersChanged = useCallback(() => setVersion((now) => now + 1), []);
  const known = useRef({ line, faces });

  useEffect(() => {
    if (known.current.line === line && known.current.faces === faces) return;
    known.current = { line, faces };
    const timer = setTimeout(membersChanged, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [line, faces, membersChanged]);

  return { version, membersChanged };
}
