import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { type LiveRoom, liveRooms, roomsBehind } from "@/lib/client/room-list";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";

/** The delay before the first request, in which the archive gets the room's latest events. Each further delay doubles, up to LAST_MS. */
const FIRST_MS = 1_000;
const LAST_MS = 30_000;
/** If more rooms than this are behind, the whole list is requested instead. */
const ONE_BY_ONE_MAX = 5;

/** Requests rooms that missed updates again, until none is left. `asked`: the latest request of the whole list. */
export function useRetryWhileBehind(
  rooms: readonly LiveRoom[],
  asked: RefObject<{ abort: AbortController }>,
  change: (edit: (rooms: readonly LiveRoom[]) => readonly LiveRoom[]) => void,
  refresh: () => void,
): void {
  const { me } = useInboxHub();
  const behind = roomsBehind(rooms).join(" ");
  const wait = useRef(FIRST_MS);
  const [round, setRound] = useState(0);

  const ask = useEffectEvent(async (ids: string[]) => {
    if (ids.length > ONE_BY_ONE_MAX) return refresh();
    const { abort } = asked.current;
    const answers = await Promise.all(ids.map((id) => callApi<RoomAnswer>(`/api/rooms/${id}`)));
    // The whole list was requested after these rooms, so its response is newer, even if it has not arrived yet or arrived first.
    if (asked.current.abort !== abort) {
      wait.current = FIRST_MS;
      return;
    }
    const found = answers.flatMap((answer) => (answer.ok ? [answer.data.room] : []));
    const gone = ids.filter((_, i) => isNotFound(answers[i]));
    change((shown) => {
      const fresh = new Map(liveRooms(found, shown, me).map((room) => [room.id, room]));
      return shown.filter(({ id }) => !gone.includes(id)).map((room) => fresh.get(room.id) ?? room);
    });
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round that leaves rooms behind starts another.
  useEffect(() => {
    if (!behind) {
      wait.current = FIRST_MS;
      return;
    }
    const timer = setTimeout(() => {
      wait.current = Math.min(LAST_MS, wait.current * 2);
      void ask(behind.split(" ")).finally(() => setRound((before) => before + 1));
    }, wait.current);
    return () => clearTimeout(timer);
  }, [behind, round]);
}

function isNotFound(answer: Awaited<ReturnType<typeof callApi>> | undefined): boolean {
  return answer !== undefined && !answer.ok && answer.code === "not_found";
}
