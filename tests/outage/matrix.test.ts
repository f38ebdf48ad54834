/** Every combination of unavailable stores, with the room awake and with its process killed meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FragileRooms, fragileRooms } from "@/tests/harness/live/outage";
import { eventually } from "@/tests/harness/live/rooms";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";
import type { Fault } from "@/tests/harness/servers/fault-proxy";
import { SEED, ShakenRoom } from "./shaken-room";

const FAULTS = ["up", "refusing", "hanging", "lost"] as const satisfies Fault[];
type Mode = (typeof FAULTS)[number];

/** The source of a newcomer's welcome when the room has just restarted; `busy`: no store can provide it. */
const COLD_WELCOME: Record<Mode, Record<Mode, "redis" | "database" | "busy">> = {
  // Redis:   Postgres:
  up: { up: "redis", refusing: "redis", hanging: "redis", lost: "redis" },
  refusing: { up: "database", refusing: "busy", hanging: "busy", lost: "busy" },
  hanging: { up: "database", refusing: "busy", hanging: "busy", lost: "busy" },
  lost: { up: "database", refusing: "busy", hanging: "busy", lost: "busy" },
};

class Cell {
  constructor(
    readonly redis: Mode,
    readonly postgres: Mode,
  ) {}

  /** The combination's name in test titles. */
  toString = () => `Redis ${this.redis}, Postgres ${this.postgres}`;
}
const cells = FAULTS.flatMap((redis) => FAULTS.map((postgres) => new Cell(redis, postgres)));

let live: FragileRooms;
beforeAll(async () => {
  live = await fragileRooms();
});
afterAll(() => live?.stop());

/** Makes the stores unavailable and sends messages until each of them has failed. */
async function breakDown(
  { redis, postgres }: Cell,
  room: ShakenRoom,
): Promise<{ speaker: RoomPeer; listener: RoomPeer }> {
  const speaker = await room.connect(room.mina);
  const listener = await room.connect(room.jun, SEED - 5);
  live.redis.set(redis, room.roomId);
  live.postgres.set(postgres, room.roomId);
  const before = [live.redis.met(redis, room.roomId), live.postgres.met(postgres, room.roomId)] as const;
  await room.say(speaker, 5);
  await room.amend(speaker);
  const isMissed = () =>
    live.redis.met(redis, room.roomId) > before[0] && live.postgres.met(postgres, room.roomId) > before[1];
  await eventually(async () => isMissed(), "both stores to be asked");
  await room.say(speaker, 2);
  await room.hears(listener);
  return { speaker, listener };
}

function repair(room: ShakenRoom): void {
  live.redis.set("up", room.roomId);
  live.postgres.set("up", room.roomId);
}

describe("the room stays up", () => {
  it.concurrent.for(cells)("C4 R3 R5 R6: %s: messages and joins continue", async (cell) => {
    const room = await ShakenRoom.open(live);
    const { speaker, listener } = await breakDown(cell, room);
    const newcomer = await room.connect(room.jun);
    expect(newcomer.welcome).toMatchObject({ mode: "fresh", source: "memory", head: room.head });
    const returner = await room.connect(room.jun, SEED);
    await room.repeat(speaker, SEED + 1);
    await room.repeat(speaker, SEED + 6);
    await room.say(returner, 2);
    repair(room);
    // By itself: nobody sends anything before both stores are complete.
    await room.isWhole();
    await room.say(speaker, 1);
    for (const peer of [newcomer, returner, listener]) await room.hears(peer);
  });
});

describe("the room is killed and restarts during the outage", () => {
  const rooms = new Map<Cell, ShakenRoom>();
  beforeAll(async () => {
    await Promise.all(cells.map(async (cell) => rooms.set(cell, await ShakenRoom.open(live))));
    await Promise.all([...rooms].map(([cell, room]) => breakDown(cell, room)));
    await Promise.all(
      [...rooms].flatMap(([{ redis, postgres }, room]) => [
        postgres === "up" && room.inPostgres(),
        redis === "up" && room.inRedis(),
      ]),
    );
    await live.kill();
    await live.revive();
  });

  it.concurrent.for(cells)("R1 R3 R4 R5 R6 C1 C4: %s: nothing is lost", async (cell) => {
    const room = rooms.get(cell) ?? expect.fail();
    const expected = COLD_WELCOME[cell.redis][cell.postgres];
    const newcomer = await room.tryConnect(room.jun);
    if (expected === "busy") expect(newcomer).toBe(1013);
    else expect(newcomer).toMatchObject({ welcome: { mode: "fresh", source: expected, head: room.head } });
    const speaker = await room.connect(room.mina, SEED);
    expect(speaker.welcome).toMatchObject({ mode: "resumed", head: room.head });
    if (cell.postgres !== "up") expect(speaker.welcome.source).toBe("memory");
    await room.repeat(speaker, SEED + 1);
    await room.repeat(speaker, SEED + 6);
    await room.say(speaker, 2);
    repair(room);
    const late = await room.connect(room.jun);
    await room.say(speaker, 1);
    await room.hears(speaker);
    await room.hears(late);
    await room.isWhole();
  });
});
