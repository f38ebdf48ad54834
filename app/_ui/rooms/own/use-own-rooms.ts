import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { InboxHub } from "@/app/_ui/inbox/inbox-hub";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { useRetryWhileBehind } from "@/app/_ui/rooms/discover/use-retry-while-behind";
import { useOnReturn } from "@/app/_ui/rooms/list/use-on-return";
import { serverClock } from "@/lib/client/connection/server-clock";
import { inOwnOrder, readOwnRooms } from "@/lib/client/own-rooms";
import { byActivity, type LiveRoom, liveRooms, withFavourite, withRead, withUpdate } from "@/lib/client/room-list";
import type { RoomInfo, RoomsAnswer } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { PAGE_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";

/** The request for one page of rooms fails after this time. */
const PAGE_TIMEOUT_MS = 20_000;
/** After a failure all rooms are requested again: first after this delay, which doubles each time up to LAST_RETRY_MS. */
const FIRST_RETRY_MS = 3_000;
const LAST_RETRY_MS = 60_000;
/** After this time a message that was just sent is in the archive, unless the archive is unavailable. */
const ARCHIVED_AFTER_MS = 2_000;
const UNLISTED_MS = 60_000;

export interface OwnRooms {
  rooms: readonly LiveRoom[];
  /** Direct rooms that strangers have opened. Not among `rooms`, so that they cause no count and no sound. */
  requests: readonly LiveRoom[];
  /** False until the first page is loaded. */
  loaded: boolean;
  /** Why nothing was loaded. */
  failed?: string;
}

/** All rooms, including requests. */
type AllRooms = Omit<OwnRooms, "requests">;

export interface OwnRoomList {
  /** The rooms described at `useOwnRooms`, in list order. */
  rooms: OwnRooms;
  /** Requests all rooms again. */
  refresh: () => void;
  /** Uses the list that the server rendered at `renderedAt` (epoch ms), unless the current list is newer. */
  seed: (answer: RoomsAnswer, renderedAt: number) => void;
  /** Call when this page has read the room up to this seq. */
  read: (roomId: string, seq: number) => void;
  /** Adds or removes a favourite. Returns false if the change failed and was undone. */
  favour: (roomId: string, favourite: boolean) => Promise<boolean>;
}

/** Own rooms and requests, as the server rendered them. */
export function renderedOwnRooms({ rooms }: RoomsAnswer, me: User): OwnRooms {
  return shown({ rooms: liveRooms(rooms, [], me), loaded: true });
}

const isRequest = ({ mine }: LiveRoom) => mine?.request === true;

function shown({ rooms, ...rest }: AllRooms): OwnRooms {
  return {
    ...rest,
    rooms: inOwnOrder(rooms.filter((room) => !isRequest(room))),
    requests: byActivity(rooms.filter(isRequest)),
  };
}

/**
 * All rooms that the user belongs to, except hidden direct rooms, up to OWN_ROOMS_MAX: for badges, the title, the sound and the
 * list, whatever is on the screen. Kept up to date by the inbox, and requested again on return to the page.
 */
export function useOwnRooms(): OwnRoomList {
  const { hub, me } = useInboxHub();
  const [state, setState] = useState<AllRooms>({ rooms: [], loaded: false });
  const change = useCallback(
    (edit: (rooms: readonly LiveRoom[]) => readonly LiveRoom[]) =>
      setState((now) => ({ ...now, rooms: edit(now.rooms) })),
    [],
  );
  const { asked, refresh, seed } = useReadAll(setState);
  const refreshLoaded = useCallback(() => {
    if (asked.current.loadedAt > 0) void refresh();
  }, [asked, refresh]);
  const read = useCallback(
    (roomId: string, seq: number) => change((rooms) => withRead(rooms, roomId, seq, me)),
    [change, me],
  );
  const favour = useCallback(
    async (roomId: string, favourite: boolean) => {
      change((rooms) => withFavourite(rooms, roomId, favourite));
      const { ok } = await callApi(`/api/rooms/${roomId}/mine`, { method: "PATCH", body: { favourite } });
      if (!ok) change((rooms) => withFavourite(rooms, roomId, !favourite));
      hub.refresh();
      return ok;
    },
    [change, hub],
  );

  useEffect(
    () => hub.listen({ news: (told) => change((rooms) => withUpdate(rooms, told, me)), refresh: refreshLoaded }),
    [hub, change, refreshLoaded, me],
  );
  useOnReturn(asked, refreshLoaded);
  useRetryWhileBehind(state.rooms, asked, change, refreshLoaded);

  // In loading order, which is stable: the list's order changes with every message, and each change would watch all rooms again.
  const ids = state.rooms.map(({ id }) => id).join(" ");
  useReturning(hub, ids, refreshLoaded);
  useEffect(() => {
    hub.showOwn(ids ? ids.split(" ") : []);
    return () => hub.showOwn([]);
  }, [hub, ids]);

  const rooms = useMemo(() => shown(state), [state]);
  return useMemo(() => ({ rooms, refresh, seed, read, favour }), [rooms, refresh, seed, read, favour]);
}

/**
 * A new message lists a hidden direct room again. So an update of an unlisted room makes the page request all rooms, and once more when
 * the archive has the message: at most once in UNLISTED_MS for each room, since the room may also be one that this page only watched earlier.
 * @param ids the ids of the listed rooms, separated by spaces
 */
function useReturning(hub: InboxHub, ids: string, refresh: () => void): void {
  const asked = useRef(new Map<string, number>());
  useEffect(() => {
    for (const id of ids.split(" ")) asked.current.delete(id);
  }, [ids]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isReason = ({ roomId, messages }: InboxUpdate) =>
      messages.length > 0 &&
      hub.isUnlisted(roomId) &&
      (asked.current.get(roomId) ?? Number.NEGATIVE_INFINITY) < performance.now() - UNLISTED_MS;
    const end = hub.listen({
      news(told) {
        const reasons = told.filter(isReason);
        if (reasons.length === 0) return;
        for (const { roomId } of reasons) asked.current.set(roomId, performance.now());
        refresh();
        clearTimeout(timer);
        timer = setTimeout(refresh, ARCHIVED_AFTER_MS);
      },
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [hub, refresh]);
}

function useReadAll(setState: (edit: (now: AllRooms) => AllRooms) => void) {
  const { hub, me } = useInboxHub();
  const asked = useRef({
    loadedAt: 0,
    abort: new AbortController(),
    isReading: false,
    isOutdated: false,
    isGone: false,
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const retryMs = useRef(FIRST_RETRY_MS);

  const readAll = useCallback(async () => {
    const { signal } = asked.current.abort;
    const add = (page: readonly RoomInfo[]) =>
      setState((now) => ({ rooms: withPage(now.rooms, liveRooms(page, now.rooms, me)), loaded: true }));
    const outcome = await readOwnRooms((cursor) => askFor(cursor, signal, hub), add);
    if (signal.aborted) return false;
    if (!outcome.ok) {
      setState((now) => (now.loaded ? now : { ...now, failed: outcome.code }));
      return false;
    }
    asked.current.loadedAt = serverClock.now();
    setState(({ rooms }) => ({ rooms: rooms.filter(({ id }) => outcome.ids.has(id)), loaded: true }));
    return true;
  }, [setState, hub, me]);

  const refresh = useCallback(async () => {
    const now = asked.current;
    // The running request may be older than the reason for this refresh, so another request follows it.
    if (now.isReading) {
      now.isOutdated = true;
      return;
    }
    clearTimeout(timer.current);
    now.isReading = true;
    let isRead = false;
    do {
      now.isOutdated = false;
      now.abort = new AbortController();
      isRead = await readAll();
    } while (now.isOutdated && !now.isGone);
    now.isReading = false;
    if (now.isGone) return;
    if (isRead) retryMs.current = FIRST_RETRY_MS;
    else {
      timer.current = setTimeout(() => void refresh(), retryMs.current);
      retryMs.current = Math.min(LAST_RETRY_MS, 2 * retryMs.current);
    }
  }, [readAll]);

  const seed = useCallback(
    (data: RoomsAnswer, renderedAt: number) => {
      if (renderedAt <= asked.current.loadedAt) return;
      asked.current.loadedAt = renderedAt;
      hub.unseen.answered(data);
      setState((now) => {
        const rendered = liveRooms(data.rooms, now.rooms, me);
        return { rooms: data.nextCursor ? withPage(now.rooms, rendered) : rendered, loaded: true };
      });
      if (data.nextCursor) void refresh();
    },
    [setState, refresh, hub, me],
  );

  useEnd(asked, timer);
  return { asked, refresh, seed };
}

/** Aborts requests and retries when the screen is unmounted. */
function useEnd(
  asked: RefObject<{ isGone: boolean; abort: AbortController }>,
  timer: RefObject<ReturnType<typeof setTimeout> | undefined>,
): void {
  useEffect(() => {
    const now = asked.current;
    now.isGone = false;
    return () => {
      now.isGone = true;
      now.abort.abort();
      clearTimeout(timer.current);
    };
  }, [asked, timer]);
}

async function askFor(cursor: string | undefined, signal: AbortSignal, { unseen }: InboxHub) {
  const parameters = new URLSearchParams({ scope: "mine", limit: `${PAGE_MAX}`, ...(cursor && { cursor }) });
  const either = AbortSignal.any([signal, AbortSignal.timeout(PAGE_TIMEOUT_MS)]);
  const answer = await callApi<RoomsAnswer>(`/api/rooms?${parameters}`, { signal: either }).catch(() => undefined);
  if (answer?.ok && !cursor) unseen.answered(answer.data);
  return answer ?? { ok: false as const, code: "offline" };
}

function withPage(known: readonly LiveRoom[], page: readonly LiveRoom[]): LiveRoom[] {
  const fresh = new Map(page.map((room) => [room.id, room]));
  const kept = known.map((room) => fresh.get(room.id) ?? room);
  const ids = new Set(known.map(({ id }) => id));
  return [...kept, ...page.filter(({ id }) => !ids.has(id))];
}
