import { beforeEach, describe, expect, it, vi } from "vitest";
import { DEAD_AFTER_MS, PING_EVERY_MS, PING_TEXT } from "@/lib/protocol/connection";
import { newId } from "@/lib/shared/ids";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
let pinging: Set<TestPeer>;
beforeEach(() => {
  world = new TestRoom();
  pinging = new Set();
});

/** A user whose host answers their pings until their connection dies. */
async function alive(name: string): Promise<TestPeer> {
  const peer = await world.connect(name);
  peer.socket.pingedAt = world.clock.now();
  pinging.add(peer);
  return peer;
}

/** Advances time: live connections ping, and the alarm rings when it is due. */
async function pass(ms: number, pingEveryMs = PING_EVERY_MS): Promise<number> {
  let rung = 0;
  for (const end = world.clock.now() + ms; world.clock.now() < end; ) {
    await world.clock.advance(Math.min(1_000, end - world.clock.now()));
    for (const { socket } of pinging) {
      if (world.clock.now() - (socket.pingedAt ?? 0) >= pingEveryMs) socket.pingedAt = world.clock.now();
    }
    if ((world.store.alarmAt ?? Number.POSITIVE_INFINITY) > world.clock.now()) continue;
    rung++;
    world.store.alarmAt = undefined;
    await world.room.alarm();
  }
  return rung;
}
const left = (peer: TestPeer) => peer.of("online").flatMap((frame) => frame.left);

describe("a user whose connection has died without a close", () => {
  it.each([false, true])("leaves within two minutes, and the others stay; the room has slept: %s", async (slept) => {
    const [mina, jun] = [await alive("mina"), await alive("jun")];
    await pass(60_000);
    if (slept) await world.hibernate();
    pinging.delete(jun);
    await pass(80_000);
    expect(left(mina)).toEqual([]);
    await pass(40_000);
    expect(left(mina)).toEqual(["user-jun"]);
    expect(jun.closed).toBe(1013);
    await pass(600_000);
    expect([left(mina), mina.socket.closed]).toEqual([["user-jun"], undefined]);
  });

  it("is not shown to a newcomer", async () => {
    await alive("mina");
    pinging.clear();
    await world.clock.advance(DEAD_AFTER_MS + 1);
    expect((await world.connect("jun")).welcome.online.map(({ id }) => id)).toEqual(["user-jun"]);
  });

  it("stays with another connection that is alive", async () => {
    const [mina, dead, back] = [await alive("mina"), await alive("jun"), await alive("jun")];
    pinging.delete(dead);
    await pass(200_000);
    expect([left(mina), dead.closed, back.socket.closed]).toEqual([[], 1013, undefined]);
  });

  it("is removed for watchers too", async () => {
    const mina = await alive("mina");
    await world.room.watch({ userId: "watcher", askedAt: world.clock.now() });
    pinging.delete(mina);
    await pass(120_000);
    expect(world.inboxes.updates.at(-1)).toMatchObject({ userId: "watcher", news: { online: 0 } });
  });
});

describe("live connections stay", () => {
  it("when the browser lets a hidden page ping only once a minute", async () => {
    const [mina, jun] = [await alive("mina"), await alive("jun")];
    await pass(15 * 60_000, 60_000);
    expect([left(mina), left(jun), mina.socket.closed, jun.socket.closed]).toEqual([[], [], undefined, undefined]);
  });

  it("when a program never pings, and the room soon stops sweeping", async () => {
    const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
    expect(await pass(30 * 60_000)).toBe(1);
    expect([left(mina), mina.socket.closed, jun.socket.closed]).toEqual([[], undefined, undefined]);
  });
});

describe("B2: looking for dead connections", () => {
  it("costs one alarm in more than a minute, and no other write, no read of the log and no request", async () => {
    await alive("mina");
    await alive("jun");
    await pass(200_000);
    await world.hibernate();
    const [store, archive, cache] = [world.store, world.archive, world.cache].map(({ calls }) => calls.length);
    const rung = await pass(20 * 60_000);
    expect(rung).toBeGreaterThan(5);
    expect(rung).toBeLessThan(20);
    expect(new Set(world.store.calls.slice(store))).toEqual(new Set(["get", "list", "setAlarm"]));
    expect(world.store.calls.slice(store).filter((call) => call === "setAlarm")).toHaveLength(rung);
    expect([world.archive.calls.length, world.cache.calls.length]).toEqual([archive, cache]);
  });

  it("wakes only what the sweep needs of a sleeping room", async () => {
    await alive("mina");
    const jun = await alive("jun");
    await jun.send("archived");
    await pass(10_000);
    for (let i = 0; i < 3; i++) {
      await world.hibernate();
      expect(await pass(120_000)).toBe(1);
      expect((await world.room.metrics()).state).toBe("asleep");
    }
  });

  it("is skipped if nobody could see one: one account in any number of tabs, and no watcher", async () => {
    for (let i = 0; i < 3; i++) await alive("mina");
    expect(await pass(30 * 60_000)).toBe(0);
  });

  it.each([false, true])(
    "has an alarm after joins at once, however many there are; the first write fails: %s",
    async (fails) => {
      const writes = vi.spyOn(world.store, "setAlarm");
      if (fails) writes.mockRejectedValueOnce(new Error("storage failed"));
      // The check for the first user's alarm begins before the others are there.
      await Promise.all(["mina", "jun", "sora", "ara", "hana"].map((name) => world.connect(name)));
      expect(writes.mock.calls.length).toBe(fails ? 2 : 1);
      expect(world.store.alarmAt).toBeGreaterThan(world.clock.now());
    },
  );

  it("ends when only one account is left", async () => {
    await alive("mina");
    const jun = await alive("jun");
    await pass(10_000);
    pinging.delete(jun);
    jun.drop();
    expect(await pass(30 * 60_000)).toBe(1);
    expect(world.store.alarmAt).toBeUndefined();
  });

  it("needs no alarm if the room answers pings itself: pings of live connections drive the sweep", async () => {
    world.pingsPassBy = false;
    await world.hibernate();
    const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
    await jun.say(PING_TEXT);
    for (let i = 0; i < 12; i++) {
      await world.clock.advance(10_000);
      await mina.say({ type: "ping" });
      world.room.heardPing();
    }
    await world.clock.advance(100);
    expect(left(mina)).toEqual(["user-jun"]);
    expect(world.store.count("setAlarm")).toBe(0);
  });
});

describe("R3: unarchived events and the sweep share the room's one alarm", () => {
  it.each([false, true])(
    "so that waiting events always have one within 2 minutes, and the sweep continues; slept: %s",
    async (slept) => {
      const [mina, jun] = [await alive("mina"), await alive("jun")];
      await pass(60_000);
      world.archive.isAway = true;
      await mina.send("waits");
      pinging.delete(jun);
      for (let i = 0; i < 12; i++) {
        if (slept) await world.hibernate();
        await pass(10_000);
        expect(world.store.alarmAt).toBeLessThanOrEqual(world.clock.now() + 120_000);
      }
      expect(left(mina)).toEqual(["user-jun"]);
      world.archive.isAway = false;
      await pass(120_000);
      expect(world.archivedBodies()).toEqual(["waits"]);
      await alive("sora");
      await mina.send("goes at once");
      await pass(5_000);
      // Nothing waits: the remaining alarm is the sweep's.
      expect(world.store.alarmAt).toBeGreaterThan(world.clock.now() + 30_000);
    },
  );

  it("when setting the sweep's alarm fails, a send does not rely on it", async () => {
    const mina = await alive("mina");
    // Silent for so long that the sweep is due before the unarchived events' alarm is.
    mina.socket.pingedAt = world.clock.now() - 90_000;
    const failed = vi.spyOn(world.store, "setAlarm").mockRejectedValueOnce(new Error("storage failed"));
    const jun = await world.connect("jun");
    expect([failed.mock.calls.length, world.store.alarmAt]).toEqual([1, undefined]);
    world.archive.isAway = true;
    await jun.send("waits");
    await world.clock.advance(1);
    expect(jun.of("ack")).toHaveLength(1);
    expect(world.store.alarmAt).toBeLessThanOrEqual(world.clock.now() + 30_000);
  });
});

describe("a ping to the room itself", () => {
  it("is answered in any spelling, and does not count for the rate limit", async () => {
    world.limits = { rate: 1, burst: 2 };
    await world.hibernate();
    const mina = await world.connect("mina");
    for (const text of [PING_TEXT, '{ "type": "ping", "more": 1 }']) {
      await mina.say(text);
      await world.clock.advance(200);
    }
    expect(mina.of("pong")).toHaveLength(2);
    await mina.send("one");
    await mina.send("two");
    expect(mina.of("ack")).toHaveLength(2);
  });

  it("is answered ten times a second at most", async () => {
    const mina = await world.connect("mina");
    for (let i = 0; i < 500; i++) await mina.say({ type: "ping" });
    expect(mina.of("pong")).toHaveLength(1);
    await world.clock.advance(1_000);
    await mina.say({ type: "ping" });
    expect(mina.of("pong")).toHaveLength(2);
  });

  it("is not answered before the welcome", async () => {
    const mina = await world.connect("mina");
    mina.socket.session = "left";
    await mina.say({ type: "ping" });
    expect(mina.of("pong")).toEqual([]);
  });

  it("does not disturb a sync", async () => {
    const mina = await world.connect("mina");
    await mina.say({ type: "send", clientId: newId(world.clock.now()), body: "a" });
    await mina.say({ type: "ping" });
    await mina.say({ type: "sync", after: 0 });
    expect(mina.of("events").flatMap(({ events }) => events)).toHaveLength(2);
  });
});
