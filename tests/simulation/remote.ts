import type { FakeClock } from "@/tests/harness/fakes/clock";
import type { Random } from "./random";

interface Request {
  name: string;
  owner: object;
  effect: () => unknown;
  outcome?: { value: unknown } | { error: unknown };
  /** The time (epoch ms) at which a request without an answer counts as failed. */
  deadline: number;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** The probability of each kind of failure of a request while the store is up. */
export interface RemoteFaults {
  refused: number;
  lostAnswer: number;
  /** The caller gives up, and the request takes effect later, perhaps after newer requests, or never. */
  late: number;
}

export const NO_FAULTS: RemoteFaults = { refused: 0, lostAnswer: 0, late: 0 };

/**
 * A store at the other end of a network: the run decides when, and whether, every request takes effect and is answered.
 */
export class Remote {
  mode: "up" | "down" | "hanging" = "up";
  private requests: Request[] = [];
  private late: Request[] = [];

  constructor(
    readonly name: string,
    private readonly time: FakeClock,
    private readonly timeoutMs: number,
    private readonly note: (fault: string) => void,
  ) {}

  call<T>(owner: object, name: string, effect: () => T): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      const deadline = this.time.now() + this.timeoutMs;
      this.requests.push({ name, owner, effect, deadline, resolve, reject });
    }) as Promise<T>;
  }

  get isBusy(): boolean {
    return this.requests.some((request) => this.mode !== "hanging" || request.outcome) || this.late.length > 0;
  }

  /** The next deadline, or Infinity. */
  get next(): number {
    return this.requests.reduce((next, { deadline }) => Math.min(next, deadline), Number.POSITIVE_INFINITY);
  }

  /** Advances one request; returns its description. */
  step(random: Random, faults: RemoteFaults): string {
    if (this.late.length > 0 && random.chance(0.3)) return this.stepLate(random);
    const ready = this.requests.filter((request) => this.mode !== "hanging" || request.outcome);
    if (ready.length === 0) return "nothing";
    const request = random.pick(ready);
    if (request.outcome) return this.answer(request);
    if (this.mode === "down") return this.fail(request, "refused");
    const roll = random.next();
    if (roll < faults.refused) return this.fail(request, "refused");
    if (roll < faults.refused + faults.late) return this.dropSlow(request);
    this.effect(request);
    if (roll < faults.refused + faults.late + faults.lostAnswer) return this.fail(request, "lost answer");
    return random.chance(0.3) ? `${request.name} done` : this.answer(request);
  }

  /** Fails requests past their deadline; they may still take effect. */
  expire(): void {
    for (const request of this.requests.filter(({ deadline }) => deadline <= this.time.now())) this.dropSlow(request);
  }

  /** Drops the requests of an owner that is gone. Those in flight may still take effect. */
  abandon(owner: object): void {
    const gone = this.requests.filter((request) => request.owner === owner);
    this.requests = this.requests.filter((request) => request.owner !== owner);
    this.late.push(...gone.filter(({ outcome }) => !outcome));
  }

  private stepLate(random: Random): string {
    const request = random.pick(this.late);
    this.late.splice(this.late.indexOf(request), 1);
    if (this.mode !== "up" || random.chance(0.3)) return `${request.name} never happens`;
    this.effect(request);
    this.note(`${this.name} late effect`);
    return `${request.name} takes effect late`;
  }

  private effect(request: Request): void {
    try {
      request.outcome = { value: request.effect() };
    } catch (error) {
      request.outcome = { error };
    }
  }

  private answer(request: Request): string {
    this.remove(request);
    const { outcome } = request;
    if (outcome && "value" in outcome) request.resolve(outcome.value);
    else request.reject(outcome?.error);
    return `${request.name} answered`;
  }

  private fail(request: Request, why: string): string {
    this.remove(request);
    this.note(`${this.name} ${why}`);
    request.reject(new Error(`${this.name}: ${why}`));
    return `${request.name} ${why}`;
  }

  private dropSlow(request: Request): string {
    if (!request.outcome) this.late.push(request);
    return this.fail(request, "timeout");
  }

  private remove(request: Request): void {
    this.requests.splice(this.requests.indexOf(request), 1);
  }
}
