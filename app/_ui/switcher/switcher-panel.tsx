"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useAction } from "@/app/_ui/api/use-action";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { Avatar } from "@/app/_ui/kit/avatar";
import { isComposing } from "@/app/_ui/room/composer/is-composing";
import { titleOf } from "@/app/_ui/room/room-context";
import { UnreadBadge } from "@/app/_ui/rooms/list/unread-badge";
import { SearchField } from "@/app/_ui/search/search-field";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";
import { tidy } from "@/lib/text/text";
import { keyOf, type Place, placesFor } from "./places";
import { useFellows } from "./use-fellows";

/** Longer texts match no name. */
const TYPED_MAX_UNITS = 200;

interface SwitcherPanelProps {
  openRoom: string | undefined;
  /** Called when a place is opened. */
  onChosen: () => void;
}

/** A field, and the rooms and people that match its text. The focus stays in the field. */
export function SwitcherPanel({ openRoom, onChosen }: SwitcherPanelProps) {
  const t = useTranslations("switcher");
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const { places, searching, failed } = usePlaces(typed, openRoom);
  const { open, opening, problem } = useOpenPlace(onChosen);
  const at = Math.min(active, places.length - 1);
  // The dialog chose its focus before this content was loaded.
  useEffect(() => field.current?.focus(), []);

  function pressed(event: KeyboardEvent) {
    if (isComposing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = places[at];
    if (step) setActive((at + step + places.length) % Math.max(places.length, 1));
    else if (event.key === "Enter" && place) void open(place);
    else return;
    event.preventDefault();
  }
  return (
    <>
      <search className="relative block">
        <SearchField
          ref={field}
          role="combobox"
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setActive(0);
          }}
          onKeyDown={pressed}
          maxLength={TYPED_MAX_UNITS}
          placeholder={t("field")}
          aria-label={t("field")}
          aria-expanded={places.length > 0}
          aria-controls={listId}
          aria-activedescendant={places[at] && `${listId}-${keyOf(places[at])}`}
          aria-autocomplete="list"
          enterKeyHint="go"
        />
      </search>
      {problem && (
        <p role="alert" className="mt-3 rounded-xl bg-danger-soft px-3.5 py-3 text-sm text-danger">
          {problem}
        </p>
      )}
      <p role="status" className="min-h-6 pt-2 text-sm text-muted">
        {places.length > 0 ? (
          <span className="sr-only">{t("count", { count: places.length })}</span>
        ) : (
          !searching && t(typed.trim() === "" ? "noRooms" : "none", { query: tidy(typed) })
        )}
        {failed && t("noPeople")}
      </p>
      <div id={listId} role="listbox" aria-label={t("places")} className="-mx-3">
        {places.map((place, i) => (
          <PlaceOption
            key={keyOf(place)}
            id={`${listId}-${keyOf(place)}`}
            place={place}
            isActive={i === at}
            busy={opening === keyOf(place)}
            choose={() => void open(place)}
          />
        ))}
      </div>
    </>
  );
}

function usePlaces(typed: string, openRoom: string | undefined) {
  const { rooms } = useOwnRoomList();
  const nameOf = useDisplayName();
  const text = tidy(typed);
  const { people, busy, failed } = useFellows(text);
  const places = placesFor(text, rooms.rooms, { people, titleOf: (room) => titleOf(room, nameOf), openRoom });
  return { places, searching: busy || !rooms.loaded, failed };
}

/** Opens a room, or the direct room with a person, which may be a new one. */
function useOpenPlace(onChosen: () => void) {
  const router = useRouter();
  const { hub } = useInboxHub();
  const t = useTranslations("switcher");
  const { act, busy, error } = useAction((code) => (code === "user_not_found" ? t("unreachable") : undefined));

  function go(roomId: string) {
    onChosen();
    router.push(`/rooms/${roomId}`);
  }
  async function open(place: Place) {
    if (place.kind === "room") return go(place.room.id);
    const { id: userId } = place.user;
    const answer = await act<RoomAnswer>(userId, "/api/directs", { method: "POST", body: { userId } });
    if (!answer) return;
    hub.refresh();
    go(answer.data.room.id);
  }
  return { open, opening: busy, problem: error };
}

interface PlaceOptionProps {
  id: string;
  place: Place;
  isActive: boolean;
  busy: boolean;
  choose: () => void;
}

function PlaceOption({ id, place, isActive, busy, choose }: PlaceOptionProps) {
  const t = useTranslations("switcher");
  const nameOf = useDisplayName();
  const option = useRef<HTMLDivElement>(null);
  const name = place.kind === "room" ? place.title : nameOf(place.user.username);
  const isPerson = place.kind === "person" || place.room.direct !== undefined;
  useEffect(() => {
    if (isActive) option.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys.
    <div
      ref={option}
      id={id}
      role="option"
      aria-selected={isActive}
      aria-busy={busy}
      onPointerDown={(event) => event.preventDefault()}
      onClick={choose}
      className="flex min-h-12 cursor-pointer items-center gap-3 rounded-xl px-3 hover:bg-sunken aria-busy:opacity-60 aria-selected:bg-sunken forced-colors:aria-selected:outline-2"
    >
      <Avatar name={name} className={`size-9 ${isPerson ? "rounded-full" : "rounded-xl"}`} />
      <bdi className="min-w-0 flex-1 truncate font-semibold">{name}</bdi>
      {place.kind === "room" ? (
        <UnreadBadge room={place.room} />
      ) : (
        <span className="shrink-0 text-xs text-muted">{t("newDirect")}</span>
      )}
    </div>
  );
}
