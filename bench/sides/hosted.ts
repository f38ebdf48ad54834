import type { Place } from "../wires";

export type SideName = "worker" | "partykit" | "bare worker" | "bare partykit" | "ws" | "socket.io";

/** Rooms to be made, and the people who will join each. */
export interface Shape {
  rooms: number;
  people: number;
}

/** Requests to the stores since the start. */
export interface Counts {
  redisRequests: number;
  redisCommands: number;
  postgresRequests: number;
}

export interface HostOptions {
  /** An empty folder. */
  dataDir: string;
  /** The rooms' Worker, made by `bundleWorker`. */
  bundle: string;
}

/** One side of the comparison: its servers run in the process that hosts it, or in that process's descendants. */
export interface Hosted {
  /** New rooms: the places of the first room, then those of the second, and so on. */
  places(shape: Shape): Promise<Place[]>;
  /** Missing: not counted. */
  counts?(): Counts;
  stop(): Promise<void>;
}
