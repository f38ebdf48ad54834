import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "../lib/ids";
import type { RoomOrder } from "../lib/room-admin";
import { settle } from "../tests/harness/fakes";
import { TestRoom } from "../tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const sessionOf = (name: string): RoomOrder => ({ type: "close", sessions: [`session-${name}`] });
const user = (name: string): RoomOrder => ({ type: "close", users: [`user-${name}`] });
const kicked = (name: string): RoomOrder => ({ type: "close", users: [`user-${name}`], why: "kicked" });
const call = (order: RoomOrder, id = newId()) => ({ id, expiresAt: world.clock.now() + 30_000, orders: [order] });

describe("D3: an order to close", () => {
  it.each([
    ["session", sessionOf, "session ended"],
    ["user", user, "no longer allowed"],
    ["user who was kicked", kicked, "kicked"],
  ] as const)(
    "a %s: its sockets close with 4003 and why, nothing reaches them or counts from them any more, the rest stays",
    async (_, orderFor, reason) => {
      const [mina, tab, jun] = [await world.connect("mina"), await world.connect("mina"), await world.connect("jun")];
      expect(await world.room.obey(call(orderFor("mina")))).toBe(2);
      expect([mina.socket.closed, tab.socket.closed]).toEqual(Array(2).fill({ code: 4003, reason }));
      await world.clock.advance(150);
      expect(jun.frames("online").at(-1)).toMatchObject({ left: ["user-mina"] });
      await mina.send("from beyond");
      await mina.say({ type: "sync", after: 0 });
      await jun.send("after");
      expect(jun.bodies()).toEqual(["after"]);
      expect([mina.socket.joined, tab.socket.joined, jun.socket.joined]).toEqual([false, false, true]);
    },
  );

  it("reaches who is only being welcomed, or waits for a sync's answer: neither comes in by it", async () => {
    const writer = await world.connect("jun");
    for (let i = 0; i < 160; i++) await writer.send(`m${i}`);
    await world.flush();
    await world.restart();
    const waiting = await world.connect("mina");
    await world.hibernate();
    world.cache.hold();
    const coming = await world.connect("mina");
    await waiting.say({ type: "sync", after: 0 });
    expect(coming.socket.frames).toEqual([]);
    expect(waiting.socket.isHeld).toBe(true);
    expect(await world.room.obey(call(sessionOf("mina")))).toBe(2);
    world.cache.release();
    await settle();
    expect([coming, waiting].map(({ socket }) => [socket.joined, socket.closed?.code])).toEqual([
      [false, 4003],
      [false, 4003],
    ]);
    expect((await world.connect("sora")).welcome.online.map(({ username }) => username)).toEqual(["sora"]);
  });

  it("withdraws tickets that were made before, also while the room sleeps in between", async () => {
    await world.room.obey(call(sessionOf("mina")));
    expect((await world.connect("mina")).socket.closed).toEqual({ code: 4001, reason: "ticket withdrawn" });
    await world.hibernate();
    const late = await world.connect("mina", { after: 0 });
    expect(late.socket.closed?.code).toBe(4001);
    expect(late.socket.frames).toEqual([]);
    expect((await world.connect("jun")).socket.closed).toBeUndefined();
  });

  it("lets a user whom it sent away come back with a newer ticket", async () => {
    await world.room.obey(call(user("mina")));
    expect((await world.connect("mina")).socket.closed?.code).toBe(4001);
    await world.clock.advance(2_000);
    expect((await world.connect("mina")).socket.closed).toBeUndefined();
  });

  it("counts once, also when the room has slept in between", async () => {
    const id = newId();
    expect(await world.room.obey(call(user("mina"), id))).toBe(0);
    await world.clock.advance(2_000);
    const mina = await world.connect("mina");
    expect(await world.room.obey(call(user("mina"), id))).toBeUndefined();
    await world.hibernate();
    expect(await world.room.obey(call(user("mina"), id))).toBeUndefined();
    expect(mina.socket.closed).toBeUndefined();
  });

  it("costs one write, and keeps nothing for longer than a ticket lives", async () => {
    await world.room.obey(call(sessionOf("mina")));
    expect(world.store.count("put")).toBe(1);
    const kept = () => Object.keys(world.store.pairs.get("withdrawn") as object);
    expect(kept()).toHaveLength(2);
    await world.clock.advance(36_000);
    await world.room.obey(call(sessionOf("jun")));
    expect(kept()).toHaveLength(2);
    expect(kept()).toContain("session:session-jun");
  });

  it("fails where storage fails, and the next one is heard", async () => {
    const mina = await world.connect("mina");
    world.store.isAway = true;
    await expect(world.room.obey(call(sessionOf("mina")))).rejects.toThrow("away");
    world.store.isAway = false;
    expect(await world.room.obey(call(sessionOf("mina")))).toBe(1);
    expect(mina.socket.closed?.code).toBe(4003);
  });
});
