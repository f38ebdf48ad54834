export type RoomsHostKind = "partykit" | "worker";
/** What runs the rooms: `partykit dev`, or workerd with the Worker of a folder that `bundleWorker` made. */
export type RoomsHost = { kind: "partykit" } | { kind: "worker"; bundle: string };

export interface CommonRoomsOptions {
  port: number;
  onLine?: (line: string) => void;
  /** What ends them; default SIGTERM. */
  endsOn?: NodeJS.Signals;
}

export interface RoomsOptions extends CommonRoomsOptions {
  /** The folder of the rooms' storage. */
  storage: string;
  /** The rooms' environment. */
  variables: Record<string, string>;
}
