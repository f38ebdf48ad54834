interface Common {
  name: string;
  /** Part of `--quick`. */
  quick?: true;
  rooms: number;
  people: number;
}

/** At a rate that every side serves: latency, and CPU time for each message and delivery. */
export interface Calm extends Common {
  kind: "calm";
  senders: number;
  /** Messages a second, in all rooms together. */
  rate: number;
}

/** The rate is raised until messages are late or lost. */
export interface Saturated extends Common {
  kind: "saturated";
  senders: number;
  firstRate: number;
}

/** `people` join each room, which has recent messages, at the same time. */
export interface Joins extends Common {
  kind: "joins";
}

/** `people` in each room are connected and say nothing. */
export interface Idle extends Common {
  kind: "idle";
}

export type Scene = Calm | Saturated | Joins | Idle;

/** Memory comes first: later scenes leave garbage behind. */
export const SCENES: Scene[] = [
  { kind: "idle", name: "500 idle sockets", rooms: 10, people: 50 },
  { kind: "joins", name: "200 join at once", rooms: 1, people: 200, quick: true },
  { kind: "calm", name: "50 × 8 at 100/s", rooms: 50, people: 8, senders: 50, rate: 100, quick: true },
  { kind: "calm", name: "1 × 25 at 40/s", rooms: 1, people: 25, senders: 5, rate: 40 },
  { kind: "calm", name: "1 × 100 at 20/s", rooms: 1, people: 100, senders: 5, rate: 20, quick: true },
  { kind: "calm", name: "1 × 400 at 10/s", rooms: 1, people: 400, senders: 5, rate: 10 },
  { kind: "saturated", name: "1 × 25 saturated", rooms: 1, people: 25, senders: 5, firstRate: 400 },
  { kind: "saturated", name: "1 × 100 saturated", rooms: 1, people: 100, senders: 5, firstRate: 200, quick: true },
  { kind: "saturated", name: "1 × 400 saturated", rooms: 1, people: 400, senders: 5, firstRate: 40 },
  { kind: "saturated", name: "50 × 8 saturated", rooms: 50, people: 8, senders: 50, firstRate: 200 },
];
