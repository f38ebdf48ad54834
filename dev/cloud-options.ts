import type { RoomsHostKind } from "./rooms/rooms-options";

export type PortOf = "web" | "rooms" | "postgres" | "neon" | "redis" | "upstash";

export interface CloudOptions {
  /** Where data and throw-away secrets are kept. */
  dataDir: string;
  /** What is left out is chosen by the system. */
  ports?: Partial<Record<PortOf, number>>;
  /** Wins over the variables that the cloud makes, for web and rooms both. */
  env?: Record<string, string>;
  /** A server's URL, PGlite in `dataDir`, or PGlite in memory, empty or from a dump. Default: LOCAL_POSTGRES_URL, else embedded. */
  postgres?: "embedded" | "memory" | Blob | `postgres${string}`;
  /** A server's URL, or ioredis-mock. Default: LOCAL_REDIS_URL, else a redis-server that is installed, else embedded. */
  redis?: "embedded" | `redis${string}`;
  /** What runs the rooms; default "partykit". */
  rooms?: RoomsHostKind | false;
  /** A folder that `bundleWorker` made, for `rooms: "worker"`; default one made now. */
  bundle?: string;
  /** How the screens run; "start" builds them first, "prebuilt" takes the last build. Default "dev". */
  next?: "dev" | "start" | "prebuilt" | false;
  /** Gets what the processes write, line by line. */
  onLine?: (from: "web" | "rooms", line: string) => void;
  /** Aborting it while the cloud starts makes `startCloud` clean up and throw. */
  signal?: AbortSignal;
}

/** Whatever has been opened is closed again in the opposite order. */
export type Closing = (() => Promise<unknown>)[];
