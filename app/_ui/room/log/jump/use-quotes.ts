import { createContext, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { findMessage } from "@/lib/events/reduce";
import type { MessagesAnswer } from "@/lib/protocol/http/messages";
import type { Message } from "@/lib/protocol/room";

/** The API's maximum for one call. */
const ASKED_MAX = 100;
/** After a failure, further replies cause no new request for this long. */
const PAUSE_MS = 5_000;

/** The original of a reply. `unknown`: the room has no such message. */
export type Quote = Message | "loading" | "failed" | "unknown";

export interface Quotes {
  of: (seq: number) => Quote;
  /** Goes to the message in the log, loading history as needed. If this original failed to load, requests it again instead. */
  go: (seq: number) => void;
}

export const QuotesContext = createContext<Quotes>({ of: () => "loading", go: () => {} });

/** The originals of loaded replies. Originals that are not loaded are requested in batches. */
export function useQuotes(
  roomId: string,
  { messages, recent, pending, quoted, status }: RoomClientState,
  addQuoted: (found: readonly Message[]) => void,
  go: (seq: number) => void,
): Quotes {
  const [unknown, setUnknown] = useState<ReadonlySet<number>>(new Set());
  const [hasFailed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const asking = useRef<AbortController>(undefined);
  const notBefore = useRef(0);
  const find = useCallback(
    (seq: number) => findMessage(messages, seq) ?? findMessage(recent, seq) ?? findMessage(quoted, seq),
    [messages, recent, quoted],
  );

  const missing = useMemo(() => {
    const answered = [...messages, ...pending].flatMap(({ replyTo }) => replyTo ?? []);
    return [...new Set(answered)].filter((seq) => !find(seq) && !unknown.has(seq)).slice(-ASKED_MAX);
  }, [messages, pending, find, unknown]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the connection, or a retry by the user, ends the pause.
  useEffect(() => {
    notBefore.current = 0;
  }, [status, attempt]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the pause ends, the same originals are requested again.
  useEffect(() => {
    if (missing.length === 0 || asking.current || Date.now() < notBefore.current) return;
    const abort = new AbortController();
    asking.current = abort;
    void callApi<MessagesAnswer>(`/api/rooms/${roomId}/messages?seqs=${missing.join(",")}`, {
      signal: abort.signal,
    }).then(
      (answer) => {
        asking.current = undefined;
        setFailed(!answer.ok);
        if (!answer.ok) {
          notBefore.current = Date.now() + PAUSE_MS;
          return;
        }
        const found = answer.data.messages;
        // `rest`: originals that did not fit into the response; they are requested again.
        const known = new Set([...found.map(({ seq }) => seq), ...(answer.data.rest ?? [])]);
        const absent = missing.filter((seq) => !known.has(seq));
        if (absent.length > 0) setUnknown((now) => new Set([...now, ...absent]));
        addQuoted(found);
      },
      () => {},
    );
  }, [roomId, missing, status, attempt, addQuoted]);
  useEffect(
    () => () => {
      asking.current?.abort();
      asking.current = undefined;
    },
    [],
  );

  const of = useCallback(
    (seq: number): Quote => find(seq) ?? (unknown.has(seq) ? "unknown" : hasFailed ? "failed" : "loading"),
    [find, unknown, hasFailed],
  );
  return useMemo(
    () => ({ of, go: (seq) => (of(seq) === "failed" ? setAttempt((now) => now + 1) : go(seq)) }),
    [of, go],
  );
}
