import { settle } from "@/tests/harness/fakes/clock";
import type { SimClient } from "./client";
import type { Host, World } from "./host";
import { checkList } from "./page";
import type { Plan } from "./plan";
import { NO_FAULTS } from "./remote";
import type { StorageFault } from "./storage";

type Side = "storage" | "postgres" | "redis" | "client";

/** Decides, with the seed, which pending work continues next: a storage turn, a request, a client reading a frame. */
export class Scheduler {
  steps = 0;
  readonly clients: SimClient[] = [];
  /** The time (epoch ms) until which storage does not respond. */
  stalledUntil = 0;
  /** Time until the next action, in ms. */
  waitFor = 0;
  isCalm = false;

  constructor(
    private readonly world: World,
    private readonly host: Host,
    private readonly plan: Plan,
    private readonly note: (fault: string) => void,
    private readonly trace?: (line: string) => void,
  ) {}

  /** Takes some steps, and advances time a little. */
  async goOn(): Promise<void> {
    const { random } = this.world;
    await settle();
    for (let left = random.int(2 * this.plan.stepsBetween); left > 0; left--) if (!(await this.step())) break;
    const ms = this.waitFor + random.int(40);
    this.waitFor = 0;
    await settle();
    await this.pass(ms);
    await settle();
  }

  /** Steps until no work is pending. */
  async finish(): Promise<void> {
    do await settle();
    while (!this.world.history.violation && (await this.step()));
  }

  /** Advances time. Timers, deadlines and alarms run when they are due, and some steps after each. */
  async pass(ms: number): Promise<void> {
    const { time, random, postgresSide, redisSide, history } = this.world;
    const end = time.now() + ms;
    while (!history.violation) {
      const next = Math.min(time.next, postgresSide.next, redisSide.next, this.host.nextAlarm);
      if (next > end) break;
      time.moveTo(next);
      postgresSide.expire();
      redisSide.expire();
      if (this.host.ring()) this.trace?.("      alarm");
      time.fire();
      await settle();
      for (let left = this.isCalm ? 1_000 : random.int(6); left > 0; left--) if (!(await this.step())) break;
      await settle();
    }
    time.moveTo(end);
  }

  /** Continues one random piece of pending work; returns false if there is none. */
  async step(): Promise<boolean> {
    const { random, postgresSide, redisSide } = this.world;
    const sides: Side[] = [];
    if (this.host.storage.isBusy && this.world.time.now() >= this.stalledUntil) sides.push("storage", "storage");
    if (postgresSide.isBusy) sides.push("postgres");
    if (redisSide.isBusy) sides.push("redis");
    const readers = this.clients.filter(({ hasMail }) => hasMail);
    if (readers.length > 0) sides.push("client", "client");
    if (sides.length === 0) return false;
    this.steps++;
    const side = random.pick(sides);
    const what = this.move(side, readers);
    this.trace?.(`      ${side}: ${what}`);
    // Not always, so that two answers may arrive in one turn and their continuations interleave.
    if (random.chance(0.7)) await settle();
    if (side === "redis" && random.chance(0.25)) await checkList(this.world);
    return true;
  }

  private move(side: Side, readers: SimClient[]): string {
    const { random, postgresSide, redisSide } = this.world;
    switch (side) {
      case "storage":
        return this.storageStep();
      case "postgres":
        return postgresSide.step(random, this.isCalm ? NO_FAULTS : this.plan.postgres);
      case "redis":
        return redisSide.step(random, this.isCalm ? NO_FAULTS : this.plan.redis);
      case "client": {
        const reader = random.pick(readers);
        for (let left = 1 + random.int(4); left > 0 && reader.hasMail; left--) reader.read();
        return `${reader.name} reads, has ${reader.head}`;
      }
    }
  }

  private storageStep(): string {
    const { random } = this.world;
    let fault: StorageFault = "none";
    if (!this.isCalm && random.chance(this.plan.storageFaults)) fault = random.pick(["refused", "failed after effect"]);
    else if (random.chance(0.3)) fault = "answer later";
    if (fault === "refused" || fault === "failed after effect") this.note(`storage ${fault}`);
    return this.host.storage.step(fault);
  }
}
