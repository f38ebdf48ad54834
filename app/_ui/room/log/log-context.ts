import { createContext } from "react";
import type { NameIndex } from "@/lib/events/mentions";

/** Values that lines of the log read from context, so that a change re-renders only the lines that it affects. */
export interface Log {
  /** Names by user id. */
  people: ReadonlyMap<string, string>;
  /** Seq of one of the user's messages → ids of the people for whom it is the newest that they have read. */
  readBy: ReadonlyMap<number, readonly string[]>;
  /** In a room with many readers, instead of `readBy`: how many have read the user's newest message. */
  readCount?: { seq: number; count: number };
  /** Ids of the authors of recent messages, most recent first. */
  speakers: readonly string[];
  /** Index of the names in `people`, to find mentions in texts. */
  names: NameIndex;
}

export const LogContext = createContext<Log>({ people: new Map(), readBy: new Map(), names: new Map(), speakers: [] });

/** People whom texts may mention. The object changes only when a person is added, since every line of the log reads it. */
export const NamesContext = createContext<NameIndex>(new Map());
