import type { Random } from "./random";
import type { RemoteFaults } from "./remote";

/**
 * The parameters of one run. Each seed draws its own, so that some runs are calm and some have every failure at once.
 */
export interface Plan {
  people: number;
  limits: { rate: number; burst: number };
  /** Steps of the room's work between two actions: more is calmer. */
  stepsBetween: number;
  /** Weights of the next action. */
  happens: Record<Happening, number>;
  storageFaults: number;
  postgres: RemoteFaults;
  redis: RemoteFaults;
  /** The average duration of a store's failure, in actions. */
  outageLength: number;
  floods: boolean;
  /** The maximum skew of clients' clocks, in ms. */
  clientSkewMs: number;
}

export type Happening =
  | "send"
  | "edit"
  | "delete"
  | "react"
  | "repeat"
  | "malformed"
  | "sync"
  | "drop"
  | "return"
  | "page"
  | "wait"
  | "hibernate"
  | "crash"
  | "lose host"
  | "postgres outage"
  | "redis outage"
  | "redis loss"
  | "storage stall"
  | "flood"
  | "line";

export function planFor(random: Random): Plan {
  const faulty = () => random.chance(0.7);
  const some = (...choices: number[]) => random.pick(choices);
  const remote = (): RemoteFaults =>
    faulty()
      ? { refused: some(0, 0.05), lostAnswer: some(0, 0.05, 0.2), late: some(0, 0.05, 0.2) }
      : { refused: 0, lostAnswer: 0, late: 0 };
  const floods = random.chance(0.04);
  const happens: Plan["happens"] = {
    send: 40,
    edit: some(0, 4, 10),
    delete: some(0, 2, 4),
    react: some(0, 4, 12),
    repeat: some(2, 6),
    malformed: 1,
    sync: some(0, 1, 3),
    drop: some(1, 4),
    return: some(2, 6),
    page: some(0, 2),
    wait: some(2, 8),
    hibernate: some(0, 1, 4),
    crash: some(0, 1, 3),
    "lose host": some(0, 0, 0.6),
    "postgres outage": some(0, 0.5, 2),
    "redis outage": some(0, 0.5, 2),
    "redis loss": some(0, 0.5, 2),
    "storage stall": some(0, 0.5),
    flood: floods ? 1 : 0,
    line: some(0, 3),
  };
  return {
    people: 3 + random.int(6),
    limits: !floods && random.chance(0.5) ? { rate: 10, burst: 20 } : { rate: 1e6, burst: 1e6 },
    stepsBetween: some(2, 4, 8),
    happens,
    storageFaults: faulty() ? some(0, 0.01, 0.04) : 0,
    postgres: remote(),
    redis: remote(),
    outageLength: some(5, 20, 60),
    floods,
    clientSkewMs: some(0, 0, 5_000, 302_000),
  };
}
