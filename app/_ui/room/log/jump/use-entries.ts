import { useSearchParams } from "next/navigation";
import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import type { RoomClient } from "@/lib/client/room-client";
import { clearEntry, keepPlace, keptPlace, pushEntry, seqIn } from "./history-entry";
import { placeOnScreen } from "./show-line";

/** The place is kept once scrolling pauses for this long, since browsers limit how often an entry may change. */
const PAUSE_MS = 300;

interface Entries {
  /** Adds an entry for a message, or for the newest messages; the current entry keeps its place. */
  leaveFor: (seq: number | undefined) => void;
  /** As `leaveFor(undefined)`, unless the newest messages are shown and the entry is theirs. */
  leaveForPresent: () => void;
  scrolled: () => void;
}

/**
 * The room's entries in the browser's history.
 * @param isSeeking whether the log does not show the entry's place yet.
 * @param enter called when a link, Back or Forward has led to an entry, with the message in its address.
 */
export function useEntries(client: RoomClient, isSeeking: boolean, enter: (seq: number | undefined) => void): Entries {
  const at = useSearchParams().get("at");
  /** `at` of the entry that the log already shows. */
  const followed = useRef<string | null>(null);
  const isNew = useRef(true);
  const follow = useEffectEvent(() => {
    followed.current = new URLSearchParams(window.location.search).get("at");
    enter(seqIn(followed.current));
  });
  useEffect(() => {
    // A page that is reloaded or returned to may have a place without a message in its address.
    if (at !== followed.current || (isNew.current && keptPlace())) follow();
    isNew.current = false;
  }, [at]);
  useEffect(() => {
    const { pathname } = window.location;
    // Links within the page, like the one to its main part, make entries without a state.
    const stepped = ({ state }: PopStateEvent) => state && window.location.pathname === pathname && follow();
    window.addEventListener("popstate", stepped);
    return () => window.removeEventListener("popstate", stepped);
  }, []);

  const seeking = useRef(isSeeking);
  useEffect(() => {
    seeking.current = isSeeking;
  });
  const entries = useMemo(() => entriesOf(client, followed, seeking), [client]);
  useEffect(() => entries.stop, [entries]);
  return entries;
}

function entriesOf(client: RoomClient, followed: { current: string | null }, seeking: { current: boolean }) {
  let pause: ReturnType<typeof setTimeout> | undefined;
  const isPast = () => client.getState().view !== "present";
  const stop = () => clearTimeout(pause);
  function keep() {
    if (seeking.current) return;
    const place = placeOnScreen(isPast());
    if (place || followed.current === null) return keepPlace(place);
    // A reload at the newest messages should not lead back to an old one.
    followed.current = null;
    clearEntry();
  }
  function leaveFor(seq: number | undefined) {
    stop();
    if (!seeking.current) keepPlace(placeOnScreen(isPast()));
    followed.current = seq === undefined ? null : `${seq}`;
    pushEntry(seq);
  }
  return {
    leaveFor,
    leaveForPresent: () => {
      if (isPast() || followed.current !== null) leaveFor(undefined);
    },
    scrolled: () => {
      stop();
      pause = setTimeout(keep, PAUSE_MS);
    },
    stop,
  };
}
