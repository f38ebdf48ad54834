import { createContext } from "react";
import type { NameIndex } from "@/lib/events/mentions";

/**
 * What lines of the log look up by themselves, so that a change draws only the lines that it is about, and not every group.
 */
export interface Log {
  /** Names by user id. */
  people: ReadonlyMap<string, string>;
  /** Seq of one's own message → who has read up to there. */
  readBy: ReadonlyMap<number, readonly string[]>;
  /** In a room with many readers: how many have read the newest of one's own. */
  readCount?: { seq: number; count: number };
  /** Ids of people who wrote a message, most recent first. */
  speakers: readonly string[];
  /** Index of their names, to find mentions in texts. */
  names: NameIndex;
}

export const LogContext = createContext<Log>({ people: new Map(), readBy: new Map(), names: new Map(), speakers: [] });

/** People whom texts may mention. The same object until somebody is added: every line looks it up. */
export const NamesContext = createContext<NameIndex>(new Map());
