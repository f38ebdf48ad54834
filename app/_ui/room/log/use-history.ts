import { useCallback, useEffect, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { SLICE_PAGE, SLICE_PART } from "@/lib/client/log-slices";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";
import type { MessagesAnswer } from "@/lib/protocol/http/messages";
import type { Message } from "@/lib/protocol/room";
import { chunks } from "@/lib/shared/chunks";

export interface Pages {
  phase: "idle" | "loading" | "failed";
  load: () => void;
}

export interface History {
  /** Pages before the shown messages. */
  older: Pages;
  /** Pages after the shown messages, where these do not end at the newest one. */
  newer: Pages;
  /** Whether the shown messages begin with the room's first message. */
  complete: boolean;
  /**
   * Shows the messages around this seq.
   * @param what `only`: nothing changes if the room has no message with this seq.
   */
  around: (seq: number, signal: AbortSignal, what: "only" | "nearest") => Promise<"found" | "missing" | "failed">;
}

/** Loads messages before, after and around the shown ones. */
export function useHistory(roomId: string, client: RoomClient, { messages, head }: RoomClientState): History {
  const path = `/api/rooms/${roomId}/messages`;
  /** The room's oldest seq, once the archive has returned it. */
  const [first, setFirst] = useState<number>();
  const oldest = messages[0]?.seq;
  const newest = messages.at(-1)?.seq;
  const complete = oldest === undefined ? head === 0 : oldest === 1 || oldest === first;

  const around = useCallback<History["around"]>(
    async (seq, signal, what) => {
      const page = await pageOf(`${path}?around=${seq}`, signal);
      if (!page || signal.aborted) return "failed";
      if (what === "only" && !page.messages.some((message) => message.seq === seq)) return "missing";
      client.showPast(page.messages);
      if (page.nextBefore === undefined) setFirst(page.messages[0]?.seq);
      return "found";
    },
    [client, path],
  );

  const older = usePages(oldest, async (signal, reached) => {
    const page = await pageOf(`${path}?before=${oldest ?? head + 1}`, signal);
    if (!page) return "failed";
    const parts = chunks(page.messages.toReversed(), SLICE_PART).map((part) => part.toReversed());
    const isAdded = await addParts(parts, { client, at: 0, end: oldest, signal, reached });
    if (isAdded && page.nextBefore === undefined) setFirst(page.messages[0]?.seq ?? oldest);
    return "idle";
  });
  const newer = usePages(newest, async (signal, reached) => {
    if (client.showNext()) return "idle";
    // Messages after stale ones cannot be added, so that loading them would never end.
    if (client.getState().view === "stale" && newest !== undefined)
      return (await around(newest, signal, "only")) === "found" ? "idle" : "failed";
    const page = await pageOf(`${path}?after=${newest}`, signal);
    // Without messages, the archive is so far behind the room that it does not have the next one yet.
    if (!page || page.messages.length === 0) return "failed";
    await addParts(chunks(page.messages, SLICE_PART), { client, at: -1, end: newest, signal, reached });
    return "idle";
  });

  return { older, newer, complete, around };
}

interface PartsOptions {
  client: RoomClient;
  /** The end to which the parts are added: the first or the last of the shown messages. */
  at: 0 | -1;
  /** seq of the message at that end. */
  end: Seq;
  signal: AbortSignal;
  /** Called with the new end before a part is added. */
  reached: (end: Seq) => void;
}

/** Adds each part in a task of its own. Returns false if it has stopped, since other messages are shown and there would be a gap. */
async function addParts(
  parts: readonly (readonly Message[])[],
  { client, at, end, signal, reached }: PartsOptions,
): Promise<boolean> {
  const add = at === 0 ? client.prepend : client.append;
  let last = end;
  for (const part of parts) {
    if (signal.aborted || client.getState().messages.at(at)?.seq !== last) return false;
    last = part.at(at)?.seq;
    reached(last);
    add(part);
    await nextTask();
  }
  return true;
}

/** Lets the browser paint and handle input. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** Undefined if it failed or was aborted. */
async function pageOf(path: string, signal: AbortSignal): Promise<MessagesAnswer | undefined> {
  const answer = await callApi<MessagesAnswer>(`${path}&limit=${SLICE_PAGE}`, { signal }).catch(() => undefined);
  return answer?.ok ? answer.data : undefined;
}

type Seq = number | undefined;

/**
 * One request at a time for the messages beyond an end of the shown ones.
 * @param end seq of the message there. With another end, earlier requests and failures no longer count.
 * @param ask loads a page; before it adds a part of it, it calls `reached` with the new end.
 */
function usePages(
  end: Seq,
  ask: (signal: AbortSignal, reached: (end: Seq) => void) => Promise<"idle" | "failed">,
): Pages {
  const [last, setLast] = useState<{ end: Seq; phase: Pages["phase"] }>();
  const asking = useRef<{ end: Seq; abort: AbortController }>(undefined);
  useEffect(() => () => asking.current?.abort.abort(), []);

  async function load() {
    if (asking.current && asking.current.end === end) return;
    asking.current?.abort.abort();
    const own = { end, abort: new AbortController() };
    asking.current = own;
    setLast({ end, phase: "loading" });
    const reached = (end: Seq) => {
      own.end = end;
      if (asking.current === own) setLast({ end, phase: "loading" });
    };
    const phase = await ask(own.abort.signal, reached);
    if (asking.current !== own) return;
    asking.current = undefined;
    setLast({ end: own.end, phase });
  }
  return { phase: last && last.end === end ? last.phase : "idle", load };
}
