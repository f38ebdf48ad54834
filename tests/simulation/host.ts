import type { LogEntry } from "@/lib/events/reduce";
import type { RoomCommand } from "@/lib/server/commands";
import { recentCache } from "@/lib/server/redis/recent";
import type { Guest, Ports, SessionState, Socket } from "@/party/ports";
import { Room } from "@/party/room/room";
import type { FakeClock } from "@/tests/harness/fakes/clock";
import type { SimArchive } from "./archive";
import type { History } from "./history";
import type { Random } from "./random";
import type { SimRedis } from "./redis";
import type { Remote } from "./remote";
import { SimStorage } from "./storage";

/** The platform's delay before it repeats an alarm whose handler failed or was cut off. */
const ALARM_RETRY_MS = 2_000;

/** One connection on the room's side; frames wait in `inbox` until the client reads them. */
export class SimSocket implements Socket {
  isOpen = true;
  sent = 0;
  readonly connectedAt = undefined;
  pingedAt: number | undefined;
  closed: number | undefined;
  readonly inbox: string[] = [];
  /**
   * Events up to this seq may be missing on this connection, since the room slept or withheld them during a sync. The
   * client must sync.
   */
  gapUpTo = 0;
  private state: SessionState = "connecting";

  constructor(
    public guest: Guest,
    private readonly history: History,
  ) {}

  get session(): SessionState {
    return this.state;
  }

  set session(session: SessionState) {
    if (this.state === "syncing" && session !== "syncing") this.gapUpTo = this.history.head;
    this.state = session;
  }

  send(frame: string): void {
    if (!this.isOpen || this.closed !== undefined) return;
    this.sent += frame.length;
    this.history.said(frame, this.guest.id);
    this.inbox.push(frame);
  }

  close(code: number): void {
    this.closed ??= code;
  }

  sleep(): void {
    if (this.state === "syncing") this.state = "joined";
    this.sent = 0;
    this.gapUpTo = this.history.head;
  }
}

/** The fields of storage's `archived` that must never go back. */
interface Mark {
  seq: number;
  horizon: number;
}

export interface World {
  time: FakeClock;
  random: Random;
  history: History;
  archive: SimArchive;
  redis: SimRedis;
  postgresSide: Remote;
  redisSide: Remote;
  limits: Ports["limits"];
}

/** The platform that runs the room: keeps its sockets, storage and alarm, and evicts it at any moment. */
export class Host {
  readonly sockets = new Set<SimSocket>();
  readonly storage: SimStorage;
  /** The skew of this host's clock, in ms. */
  skewMs = 0;
  /** The time (epoch ms) from which nothing fails any more. */
  wellSince = Number.POSITIVE_INFINITY;
  private life = {};
  private room: Room;
  private mark: Mark = { seq: 0, horizon: 0 };
  private alarm: { isOwed: boolean } | undefined;

  constructor(private readonly world: World) {
    this.storage = new SimStorage({
      put: (key, value) => this.stored(key, value),
      alarmDeleted: () => {
        if (this.alarm) this.alarm.isOwed = false;
      },
    });
    this.room = this.wake();
  }

  connect(socket: SimSocket, after: number | undefined): void {
    this.sockets.add(socket);
    const { time, random } = this.world;
    void this.room.join(socket, { ticketId: random.id(time.now()), expiresAt: time.now() + 30_000, after });
  }

  receive(socket: SimSocket, data: string): void {
    // A client that has sent something pings from then on; one that is silent for long is swept, and reconnects.
    socket.pingedAt = this.world.time.now();
    void this.room.receive(socket, data);
  }

  /** A call of the web side, which may fail; the caller then repeats it, or not. */
  command(command: RoomCommand): void {
    const { time, random } = this.world;
    this.room
      .handleCommands({ id: random.id(time.now()), expiresAt: time.now() + 30_000, commands: [command] })
      .catch(() => {});
  }

  gone(socket: SimSocket): void {
    socket.isOpen = false;
    if (this.sockets.delete(socket)) this.room.leave(socket);
  }

  /** When the alarm is due (epoch ms), or Infinity. Also Infinity while one runs, since two never run at once. */
  get nextAlarm(): number {
    return this.alarm ? Number.POSITIVE_INFINITY : (this.storage.alarmAt ?? Number.POSITIVE_INFINITY);
  }

  /** Runs the alarm if it is due. */
  ring(): boolean {
    const { storage } = this;
    if (this.nextAlarm > this.world.time.now()) return false;
    storage.alarmAt = undefined;
    const alarm = { isOwed: true };
    this.alarm = alarm;
    this.room.alarm().then(
      () => this.rang(alarm, false),
      () => this.rang(alarm, true),
    );
    return true;
  }

  /** Evicts the room from memory; sockets and storage stay. */
  hibernate(): void {
    this.evict();
    for (const socket of this.sockets) socket.sleep();
  }

  /** Evicts the room from memory and breaks its sockets; storage stays. */
  crash(): void {
    const { random } = this.world;
    const sockets = [...this.sockets];
    this.sockets.clear();
    this.evict();
    for (const socket of sockets) socket.close(1006);
    if (random.chance(0.3)) this.skewMs = random.int(4_001) - 2_000;
  }

  /** Crashes, and then loses storage too, but only if everything is archived. Returns whether storage was lost. */
  lose(): boolean {
    this.crash();
    if (this.world.history.head !== this.world.archive.head) return false;
    this.storage.clear();
    this.mark = { seq: 0, horizon: 0 };
    this.alarm = undefined;
    return true;
  }

  private stored(key: string, value: unknown): void {
    const { history } = this.world;
    if (key.startsWith("log:")) for (const entry of value as LogEntry[]) history.stored(entry);
    if (key !== "archived") return;
    const mark = value as Mark;
    if (mark.seq < this.mark.seq)
      history.breaks("R3", `the archive's mark goes from ${this.mark.seq} back to ${mark.seq}`);
    if (mark.horizon < this.mark.horizon) history.breaks("R4", `the horizon goes back with mark ${mark.seq}`);
    this.mark = mark;
  }

  private evict(): void {
    const { time, random, postgresSide, redisSide } = this.world;
    this.storage.evict(random);
    for (const side of [postgresSide, redisSide]) side.abandon(this.life);
    time.drop(this.life);
    if (this.alarm?.isOwed) this.storage.alarmAt ??= time.now() + ALARM_RETRY_MS;
    this.alarm = undefined;
    this.checkAlarm();
    this.room = this.wake();
  }

  /** Unarchived events must have an alarm, since nobody may connect for a long time (R3). */
  private checkAlarm(): void {
    const waiting = this.world.history.head - this.world.archive.head;
    if (waiting > 0 && this.storage.alarmAt === undefined) {
      this.world.history.breaks("R3", `${waiting} events wait in storage and no alarm will wake the room`);
    }
  }

  private rang(alarm: { isOwed: boolean }, hasFailed: boolean): void {
    if (this.alarm !== alarm) return;
    this.alarm = undefined;
    if (hasFailed) this.storage.alarmAt ??= this.world.time.now() + ALARM_RETRY_MS;
  }

  private wake(): Room {
    const { time, random, archive, redis, postgresSide, redisSide, limits } = this.world;
    const owner = {};
    this.life = owner;
    return new Room({
      sockets: () => this.sockets,
      store: this.storage.port(),
      archive: archive.port(postgresSide, owner),
      cache: recentCache(redis.port(redisSide, owner), "", "room"),
      clock: {
        now: () => time.now() + this.skewMs,
        after: (ms, run) => time.after(ms, run, owner),
        random: () => random.next(),
      },
      verifyFile: async () => undefined,
      limits,
      socketsMax: 1_000,
      pingsPassBy: true,
      warn: () => {},
    });
  }
}
