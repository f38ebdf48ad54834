import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/shared/ids";
import { line } from "@/tests/harness/commands";
import { settle } from "@/tests/harness/fakes/clock";
import { TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const MINA = newId();
const connectMina = () => world.connect("mina", { guest: { id: MINA } });
const KICK = { type: "close", users: [MINA], why: "kicked" };
/** Simulates a command that the web side stored because it could not deliver it. */
const store = (id: number, ...commands: object[]) =>
  world.archive.storedCalls.push({ id, commands, at: world.clock.now() });

describe("D8: commands that did not reach the room", () => {
  it("arrive with its next flush, are handled, and are deleted", async () => {
    const [mina, jun] = [await connectMina(), await world.connect("jun")];
    store(1, KICK, line(world, "kicked"));
    store(2, { type: "open", isReadOnly: true, recheck: false });
    await world.clock.advance(60_000);
    expect(mina.socket.closed).toBeUndefined();
    await jun.send("somebody speaks");
    await world.flush();
    expect(mina.socket.closed).toEqual({ code: 4003, reason: "kicked" });
    expect(world.archive.storedCalls).toEqual([]);
    await jun.send("archived meanwhile");
    expect(jun.of("refused")).toMatchObject([{ reason: "forbidden" }]);
    expect(jun.bodies()).toEqual(["somebody speaks", "mina kicked jun"]);
  });

  it("cost nothing if there are none: a flush is one request, and an idle room makes none (B2, B1)", async () => {
    const jun = await world.connect("jun");
    await world.flush();
    const before = world.archive.calls.length;
    await jun.send("one");
    await world.flush();
    await world.clock.advance(60 * 60_000);
    expect(world.archive.calls.slice(before)).toEqual(["append"]);
  });

  it("arrive again with each flush until the database knows that they are handled", async () => {
    const [mina, jun] = [await connectMina(), await world.connect("jun")];
    store(1, KICK);
    const { settle: real } = world.archive;
    world.archive.settle = () => Promise.reject(new Error("unavailable"));
    await jun.send("one");
    await world.flush();
    expect(mina.closed).toBe(4003);
    expect(world.archive.storedCalls).toHaveLength(1);
    world.archive.settle = real;
    await jun.send("two");
    await world.flush();
    expect(world.archive.storedCalls).toEqual([]);
  });

  it("stay stored if the room could not handle them", async () => {
    const [mina, jun] = [await connectMina(), await world.connect("jun")];
    await jun.send("one");
    store(1, KICK);
    const { put } = world.store;
    world.store.put = (pairs) =>
      Object.keys(pairs).some((key) => key.startsWith("call:"))
        ? Promise.reject(new Error("unavailable"))
        : put.call(world.store, pairs);
    await world.flush();
    expect(mina.closed).toBe(4003);
    expect(world.archive.storedCalls).toHaveLength(1);
    world.store.put = put;
    await jun.send("two");
    await world.flush();
    expect(world.archive.storedCalls).toEqual([]);
  });

  it("of a newer release are left in the database and do not block others", async () => {
    const [mina, jun] = [await connectMina(), await world.connect("jun")];
    store(1, { type: "dance" });
    store(2, KICK);
    await jun.send("one");
    await world.flush();
    expect(mina.closed).toBe(4003);
    expect(world.archive.storedCalls.map(({ id }) => id)).toEqual([1]);
  });
});

describe("D3: a session that expires", () => {
  const HOUR_MS = 60 * 60_000;
  const connect = (name: string, sessionUntil: number | undefined) => world.connect(name, { guest: { sessionUntil } });

  it("closes its sockets when it expires, also in a room that slept; sockets of a renewed session, or without a known expiry, stay", async () => {
    const until = world.clock.now() + HOUR_MS;
    const [mina, jun, bora] = [
      await connect("mina", until),
      await connect("jun", until),
      await connect("bora", undefined),
    ];
    world.archive.sessionsUntil.set("session-jun", until + HOUR_MS);
    await bora.send("before");
    await world.flush();
    await world.clock.advance(HOUR_MS - 60_000);
    await bora.send("shortly before");
    expect(world.archive.count("sessions")).toBe(0);
    await world.hibernate();
    await world.clock.advance(61_000);
    await bora.send("after");
    await settle();
    expect(mina.socket.closed).toEqual({ code: 4003, reason: "session ended" });
    expect([jun.socket.closed, bora.socket.closed]).toEqual([undefined, undefined]);
    expect(jun.socket.guest.sessionUntil).toBe(until + HOUR_MS);
    await world.clock.advance(60_000);
    await bora.send("asked once");
    expect(world.archive.count("sessions")).toBe(1);
  });

  it("is found by the alarm while another user is connected, without any frame", async () => {
    const mina = await connect("mina", world.clock.now() + 30_000);
    const jun = await connect("jun", undefined);
    for (const { socket } of [mina, jun]) socket.pingedAt = world.clock.now();
    await world.clock.advance(100_000);
    for (const { socket } of [mina, jun]) socket.pingedAt = world.clock.now();
    await world.hibernate();
    await world.room.alarm();
    await settle();
    expect(mina.socket.closed?.reason).toBe("session ended");
  });

  it("closes no socket while the database is unavailable, and is checked again later", async () => {
    const mina = await connect("mina", world.clock.now() + 1_000);
    await world.clock.advance(20_000);
    world.archive.isAway = true;
    await mina.send("one");
    await settle();
    expect(mina.socket.closed).toBeUndefined();
    world.archive.isAway = false;
    await world.clock.advance(20_000);
    await mina.send(newId());
    await settle();
    expect(mina.closed).toBe(4003);
  });
});
