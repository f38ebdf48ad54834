import { useState } from "react";

export type View = "mine" | "discover";

/** Which of the two lists is shown, and the search text. */
export interface RoomLists {
  view: View;
  choose: (view: View) => void;
  /** The text in the search field. */
  typed: string;
  type: (text: string) => void;
  /** The search text that is sent to the server, once typing pauses. */
  query: string;
  search: (query: string) => void;
}

/** @param changed called on each choice and search. */
export function useRoomLists(
  initial: { view: View; query: string } = { view: "mine", query: "" },
  changed?: (now: { view: View; query: string }) => void,
): RoomLists {
  const [view, setView] = useState(initial.view);
  const [typed, setTyped] = useState(initial.query);
  const [query, setQuery] = useState(initial.query);
  return {
    ...{ view, typed, query },
    choose(next) {
      setView(next);
      changed?.({ view: next, query });
    },
    type: setTyped,
    search(next) {
      setQuery(next);
      changed?.({ view, query: next });
    },
  };
}
