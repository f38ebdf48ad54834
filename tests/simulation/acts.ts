import type { Event } from "@/lib/protocol/room";
import type { RoomCommand } from "@/lib/server/commands";
import { type Sent, SimClient } from "./client";
import type { Host, World } from "./host";
import { firstPaint } from "./page";
import type { Happening, Plan } from "./plan";
import type { Scheduler } from "./scheduler";

type SystemMessageCommand = Extract<RoomCommand, { type: "notice" }>;

const EMOJI = ["👍", "🎉", "❤️"];
const MALFORMED = [
  "",
  "{",
  "[]",
  '{"type":"send"}',
  '{"type":"sync","after":-1}',
  '{"type":"dance"}',
  "\u0000",
  '{"type":"edit","seq":0}',
];

/** Actions of users, and failures of their connections and the machines. */
export class Acts {
  evictions = 0;
  readonly startedAt: number;
  readonly clients: SimClient[];
  private count = 0;
  private readonly systemMessages: SystemMessageCommand[] = [];
  private readonly skewOf = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly host: Host,
    private readonly scheduler: Scheduler,
    private readonly plan: Plan,
    private readonly note: (fault: string) => void,
  ) {
    this.startedAt = world.time.now();
    this.clients = scheduler.clients;
    for (let i = 0; i < plan.people; i++) this.invite(i);
  }

  /** Does a random action and returns its description. */
  next(): string {
    const { random } = this.world;
    this.maybeMend();
    const what = random.weighted(this.plan.happens);
    const detail = this.happen(what);
    return detail ? `${what}: ${detail}` : what;
  }

  private invite(i: number): void {
    const { random } = this.world;
    const role = i === 0 ? ("admin" as const) : ("member" as const);
    const guest = { id: `user-${i}`, username: `p${i}`, role, sessionId: `session-${i}`, receipts: true };
    this.skewOf.set(guest.id, Math.round((random.next() * 2 - 1) * this.plan.clientSkewMs));
    for (let tab = 0; tab < (random.chance(0.3) ? 2 : 1); tab++) {
      const client = new SimClient(`p${i}${tab > 0 ? "'" : ""}`, guest, { ...this.world, host: this.host });
      this.clients.push(client);
      client.connect("fresh");
    }
  }

  private happen(what: Happening): string | undefined {
    const { random, redis, postgresSide, redisSide } = this.world;
    const client = random.pick(this.clients);
    switch (what) {
      case "send":
      case "edit":
      case "delete":
      case "react":
        return this.say(client, what);
      case "repeat":
        return this.repeat(client);
      case "malformed":
        return client.mutter(random.pick(MALFORMED)) ?? client.name;
      case "sync":
        return client.sync() ?? client.name;
      case "drop":
        return this.leave(client);
      case "return":
        return this.comeBack(client);
      case "page":
        return this.look(client);
      case "wait":
        return this.wait();
      case "hibernate":
      case "crash":
        this.evictions++;
        return this.host[what]() ?? undefined;
      case "lose host":
        this.evictions++;
        return this.loseHost();
      case "postgres outage":
        return this.outage(postgresSide);
      case "redis outage":
        return this.outage(redisSide);
      case "redis loss":
        return this.loseRedis(redis);
      case "storage stall":
        this.note("storage stalled");
        this.scheduler.stalledUntil = this.world.time.now() + random.int(3_000);
        return undefined;
      case "flood":
        return this.flood(client);
      case "line":
        return this.line(client);
    }
  }

  private say(client: SimClient, what: "send" | "edit" | "delete" | "react"): string {
    const frame = this.frame(client, what);
    client.say(frame);
    return `${client.name} ${"seq" in frame ? frame.seq : ""} ${frame.clientId}`;
  }

  private frame(client: SimClient, what: "send" | "edit" | "delete" | "react"): Sent {
    const { random, time, history } = this.world;
    const clientId = random.id(time.now() + (this.skewOf.get(client.guest.id) ?? 0));
    const body = `m${++this.count}`;
    if (what === "send")
      return {
        type: "send",
        clientId,
        body,
        ...(random.chance(0.1) ? { replyTo: 1 + random.int(history.head + 1) } : {}),
      };
    const seq = this.target();
    if (what === "edit") return { type: "edit", clientId, seq, body };
    if (what === "delete") return { type: "delete", clientId, seq };
    return { type: "react", clientId, seq, emoji: random.pick(EMOJI), on: random.chance(0.7) };
  }

  /** Mostly a recent message, sometimes an old one, now and then a missing one. */
  private target(): number {
    const { random, history } = this.world;
    if (random.chance(0.05)) return history.head + 1;
    const recent = history.messages.slice(random.chance(0.7) ? -10 : 0);
    return recent.length > 0 ? (random.pick(recent) as Event).seq : 1;
  }

  /** A system message of the web side, new or repeated. */
  private line({ guest: { id, username } }: SimClient): string {
    const { random, time } = this.world;
    const isRepeat = this.systemMessages.length > 0 && random.chance(0.4);
    const author = { id, username };
    const fresh = { clientId: random.id(time.now()), author, body: `line ${++this.count}`, notice: { what: "joined" } };
    const command = isRepeat ? random.pick(this.systemMessages) : { type: "notice" as const, ...fresh };
    if (!isRepeat) this.systemMessages.push(command);
    this.host.command(command);
    return `${command.body} ${command.clientId}`;
  }

  private repeat(client: SimClient): string {
    const { random } = this.world;
    const known = [...client.pending.values(), ...(random.chance(0.5) ? client.settled.slice(-5) : client.settled)];
    if (known.length === 0) return "nothing to repeat";
    const frame = random.pick(known);
    for (let times = 1 + random.int(3); times > 0; times--) client.mutter(JSON.stringify(frame));
    return `${client.name} ${frame.type} ${frame.clientId}`;
  }

  private leave(client: SimClient): string {
    client.isAway = this.world.random.chance(0.4);
    client.drop();
    return client.name;
  }

  private comeBack(client: SimClient): string {
    const { random } = this.world;
    const away = this.clients.filter((each) => !each.socket);
    const who = away.length > 0 ? random.pick(away) : client;
    const how = random.weighted({ true: 5, stale: 2, beyond: 1, fresh: 2 });
    who.isAway = false;
    who.drop();
    who.connect(how);
    return `${who.name} ${how}`;
  }

  /** A user opens the page; if it loads, their client continues from its content. */
  private look(client: SimClient): string {
    void firstPaint(this.world).then((window) => {
      if (!window || client.socket || client.isAway) return;
      client.screen.startFrom(window.messages, window.head);
      client.connect("true");
    });
    return client.name;
  }

  /** Waits long only while no store is unavailable: in an outage, retries would fill the time and test little. */
  private wait(): string {
    const { random, postgresSide, redisSide } = this.world;
    const isWell = postgresSide.mode === "up" && redisSide.mode === "up";
    const ms = random.pick([100, 250, 250, 1_000, 1_000, 3_000, isWell ? 31_000 : 3_000, isWell ? 600_000 : 12_000]);
    this.scheduler.waitFor += ms;
    return `${ms} ms`;
  }

  private loseHost(): string {
    if (!this.host.lose()) return "only crashed";
    this.note("host lost");
    return "lost";
  }

  private outage(side: World["redisSide"]): string {
    side.mode = this.world.random.pick(["down", "hanging"]);
    this.note(`${side.name} ${side.mode}`);
    return side.mode;
  }

  private maybeMend(): void {
    const { random, postgresSide, redisSide } = this.world;
    for (const side of [postgresSide, redisSide]) {
      if (side.mode !== "up" && random.chance(1 / this.plan.outageLength)) side.mode = "up";
    }
  }

  private loseRedis(redis: World["redis"]): string {
    const how = this.world.random.weighted({ save: 4, restore: 3, wipe: 2, list: 1, stream: 1 });
    if (how === "save") redis.save();
    else if (how === "wipe") redis.wipe();
    else if (how === "restore") redis.restore();
    else redis.forget(how);
    if (how !== "save") this.note(`redis lost (${how})`);
    return how;
  }

  private flood(client: SimClient): string {
    const size = 100 + this.world.random.int(600);
    for (let i = 0; i < size; i++) client.say(this.frame(client, i % 20 === 19 ? "react" : "send"));
    return `${client.name} ${size}`;
  }
}
