import { useState } from "react";

export type View = "mine" | "discover";

/** Which of the two lists shows, and what they are searched for. */
export interface RoomLists {
  view: View;
  choose: (view: View) => void;
  /** What is in the search box. */
  typed: string;
  type: (text: string) => void;
  /** What the server is asked for: what was typed when typing paused. */
  query: string;
  search: (query: string) => void;
}

/** @param changed hears of each choice and search. */
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
