import type { RoomsHostKind } from "./rooms/rooms-options";

export type PortOf = "web" | "rooms" | "postgres" | "neon" | "redis" | "upstash" | "storage";

export interface CloudOptions {
  /** The folder of data and generated secrets. */
  dataDir: string;
  /** A missing port is chosen by the system. */
  ports?: Partial<Record<PortOf, number>>;
  /** Overrides variables that the cloud sets, for both the web side and the rooms. */
  env?: Record<string, string>;
  /**
   * A server's URL, PGlite in `dataDir`, or PGlite in memory, empty or from a dump. Default: LOCAL_POSTGRES_URL, else
   * embedded.
   */
  postgres?: "embedded" | "memory" | Blob | `postgres${string}`;
  /** A server's URL, or ioredis-mock. Default: LOCAL_REDIS_URL, else an installed redis-server, else embedded. */
  redis?: "embedded" | `redis${string}`;
  /** The host of the rooms; default "partykit". */
  rooms?: RoomsHostKind | false;
  /** A folder that `bundleWorker` made, for `rooms: "worker"`; by default one is made now. */
  bundle?: string;
  /** A copy of this project's sources, for `rooms: "partykit"`; by default the project itself, so that changes apply at once. */
  sources?: string | undefined;
  /** How the web side runs; "start" builds it first, "prebuilt" uses the last build. Default "dev". */
  next?: "dev" | "start" | "prebuilt" | false;
  /** Gets the output of the processes, line by line. */
  onLine?: (from: "web" | "rooms", line: string) => void;
  /** Aborting it while the cloud starts makes `startCloud` clean up and throw. */
  signal?: AbortSignal;
}

/** Functions that close what was opened; run in reverse order. */
export type Closing = (() => Promise<unknown>)[];
