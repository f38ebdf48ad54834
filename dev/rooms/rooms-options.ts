export type RoomsHostKind = "partykit" | "worker";
/**
 * The host of the rooms: `partykit dev`, which watches the `sources` of this project or of a copy, or workerd with the Worker of a
 * folder that `bundleWorker` made.
 */
export type RoomsHost = { kind: "partykit"; sources?: string | undefined } | { kind: "worker"; bundle: string };

export interface CommonRoomsOptions {
  port: number;
  onLine?: (line: string) => void;
  /** The signal that stops them; default SIGTERM. */
  endsOn?: NodeJS.Signals;
}

export interface RoomsOptions extends CommonRoomsOptions {
  /** The folder of the rooms' storage. */
  storage: string;
  /** The rooms' environment. */
  variables: Record<string, string>;
}
