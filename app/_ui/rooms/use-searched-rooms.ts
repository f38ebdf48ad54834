import { useEffect, useMemo, useState } from "react";
import type { RoomsAnswer } from "../../../lib/api";
import { useLive } from "../live/hub";
import { useMainRooms } from "../live/main-rooms";
import { type RoomList, type Rooms, renderedRooms, useRooms } from "./use-rooms";

interface Rendered {
  answer: RoomsAnswer;
  query: string;
  /** Epoch milliseconds. */
  at: number;
}

/** The page's list of rooms, or, while it is searched, a list of what was found beside it. */
export function useSearchedRooms(
  rendered?: Rendered,
): Pick<RoomList, "rooms" | "load"> & { search: (query: string) => void } {
  const { me } = useLive();
  const main = useMainRooms();
  const first = useMemo(() => rendered && renderedRooms(rendered.answer, rendered.query, me), [rendered, me]);
  const found = useRooms(first?.query ? first : undefined, first?.query ? rendered?.at : 0);
  const [query, setQuery] = useState(rendered?.query ?? "");

  const { seed, load: loadMain } = main;
  useEffect(() => {
    if (rendered?.query === "") seed(rendered.answer, rendered.at);
  }, [rendered, seed]);

  function search(next: string) {
    setQuery(next);
    if (next) void found.load("search", next);
    else if (!main.rooms.loaded || main.rooms.failed) void loadMain("refresh", "");
  }
  const shown: Rooms = query ? found.rooms : main.rooms.loaded || !first || first.query ? main.rooms : first;
  return { rooms: shown, load: query ? found.load : loadMain, search };
}
