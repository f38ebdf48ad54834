import { DEAD_AFTER_MS } from "@/lib/protocol/connection";
import { type Clock, isJoined, type Socket } from "@/party/ports";
import type { Alarms } from "./lifecycle/alarms";

/** Going through all sockets on every frame would be too expensive. */
const RUN_EVERY_MS = 5_000;
/** Added to the alarm's time, so that the connection counts as dead when the alarm rings. */
const MARGIN_MS = 500;
const ALARM_NOT_BEFORE_MS = 10_000;

interface SweepOptions {
  sockets(): Iterable<Socket>;
  clock: Clock;
  /** Missing if pings pass through the room's own code: then the pings of live connections trigger the sweep. */
  alarms: Alarms | undefined;
  /** Whether an inbox watches the room. @throws if storage fails */
  isWatched(): Promise<boolean>;
  drop(socket: Socket): void;
  measure(socket: Socket): "reads" | "stuck";
  dropSlow(socket: Socket): void;
  warn(what: string, error: unknown): void;
}

/**
 * Removes users whose connection died without a close. Only clients that send `ping` can be found dead. The sweep runs
 * whenever the room is awake. An alarm triggers it only while a dead user could be seen by others: with two accounts,
 * or with one account and a watcher.
 */
export class Sweep {
  private ranAt = Number.NEGATIVE_INFINITY;
  private arming: { isAskedAgain: boolean } | undefined;

  constructor(private readonly room: SweepOptions) {}

  run(): void {
    const { sockets, clock, drop, measure, dropSlow } = this.room;
    const now = clock.now();
    if (now - this.ranAt < RUN_EVERY_MS) return;
    this.ranAt = now;
    const joined = [...sockets()].filter(isJoined);
    const isDead = ({ pingedAt }: Socket) => pingedAt !== undefined && now - pingedAt > DEAD_AFTER_MS;
    for (const socket of joined.filter(isDead)) drop(socket);
    for (const socket of [...sockets()].filter((each) => isJoined(each) && measure(each) === "stuck")) dropSlow(socket);
  }

  /**
   * Sets the alarm when somebody has joined or begun to watch, although it is not known yet whether any client pings.
   * Of many users who join at once, only the first and the last cause a look at all sockets.
   */
  async arm(): Promise<void> {
    if (this.room.alarms?.wants("sweep")) return;
    if (this.arming) {
      this.arming.isAskedAgain = true;
      return;
    }
    const arming = { isAskedAgain: false };
    this.arming = arming;
    await this.want(true);
    this.arming = undefined;
    if (arming.isAskedAgain) await this.arm();
  }

  /** Sets the alarm again after it has rung and the sweep has run. */
  rearm(): Promise<void> {
    return this.want(false);
  }

  /** A failure skips only this alarm: the next arrival arms it again. */
  private async want(isNew: boolean): Promise<void> {
    const { alarms, clock, warn } = this.room;
    if (!alarms) return;
    try {
      const from = (await this.isSeen()) ? this.oldestSign(isNew) : undefined;
      if (from === undefined) return;
      await alarms.want("sweep", Math.max(from + DEAD_AFTER_MS + MARGIN_MS, clock.now() + ALARM_NOT_BEFORE_MS));
    } catch (error) {
      warn("sweep: the alarm was not set", error);
    }
  }

  /** Whether anybody could see that a dead user is still here. */
  private async isSeen(): Promise<boolean> {
    const accounts = new Set<string>();
    for (const socket of this.room.sockets()) if (isJoined(socket)) accounts.add(socket.guest.id);
    return accounts.size > 1 || (accounts.size === 1 && (await this.room.isWatched()));
  }

  private oldestSign(isNew: boolean): number | undefined {
    const joined = [...this.room.sockets()].filter(isJoined);
    const signs = joined.flatMap(({ pingedAt }) => pingedAt ?? []);
    if (signs.length > 0) return Math.min(...signs);
    return isNew ? this.room.clock.now() : undefined;
  }
}
