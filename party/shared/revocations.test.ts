import { beforeEach, describe, expect, it } from "vitest";
import type { RoomCommand } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import { done } from "@/tests/harness/commands";
import { settle } from "@/tests/harness/fakes/clock";
import { TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const sessionOf = (name: string): RoomCommand => ({ type: "close", sessions: [`session-${name}`] });
const user = (name: string): RoomCommand => ({ type: "close", users: [`user-${name}`] });
const kicked = (name: string): RoomCommand => ({ type: "close", users: [`user-${name}`], why: "kicked" });
const call = (command: RoomCommand, id = newId()) => ({
  id,
  expiresAt: world.clock.now() + 30_000,
  commands: [command],
});

describe("D3: a command to close", () => {
  it.each([
    ["session", sessionOf, "session ended"],
    ["user", user, "no longer allowed"],
    ["user who was kicked", kicked, "kicked"],
  ] as const)(
    "a %s: its sockets close with 4003 and the reason, get and send nothing more, and all others stay",
    async (_, orderFor, reason) => {
      const [mina, tab, jun] = [await world.connect("mina"), await world.connect("mina"), await world.connect("jun")];
      expect(await world.room.handleCommands(call(orderFor("mina")))).toEqual(done(2));
      expect([mina.socket.closed, tab.socket.closed]).toEqual(Array(2).fill({ code: 4003, reason }));
      await world.clock.advance(150);
      expect(jun.of("online").at(-1)).toMatchObject({ left: ["user-mina"] });
      await mina.send("from beyond");
      await mina.say({ type: "sync", after: 0 });
      await jun.send("after");
      expect(jun.bodies()).toEqual(["after"]);
      expect([mina, tab, jun].map(({ socket }) => socket.session)).toEqual(["removed", "removed", "joined"]);
    },
  );

  it("also closes sockets that are being welcomed or wait for a sync's answer", async () => {
    const writer = await world.connect("jun");
    for (let i = 0; i < 160; i++) await writer.send(`m${i}`);
    await world.flush();
    await world.restart();
    const waiting = await world.connect("mina");
    await world.hibernate();
    world.cache.hold();
    const coming = await world.connect("mina");
    await waiting.say({ type: "sync", after: 0 });
    expect(coming.frames).toEqual([]);
    expect(waiting.socket.session).toBe("syncing");
    expect(await world.room.handleCommands(call(sessionOf("mina")))).toEqual(done(2));
    world.cache.release();
    await settle();
    expect([coming, waiting].map(({ socket }) => [socket.session, socket.closed?.code])).toEqual([
      ["removed", 4003],
      ["removed", 4003],
    ]);
    expect((await world.connect("sora")).welcome.online.map(({ username }) => username)).toEqual(["sora"]);
  });

  it("revokes earlier tickets, also if the room sleeps in between", async () => {
    await world.room.handleCommands(call(sessionOf("mina")));
    expect((await world.connect("mina")).socket.closed).toEqual({ code: 4001, reason: "ticket withdrawn" });
    await world.hibernate();
    const late = await world.connect("mina", { after: 0 });
    expect(late.closed).toBe(4001);
    expect(late.frames).toEqual([]);
    expect((await world.connect("jun")).socket.closed).toBeUndefined();
  });

  it("lets a removed user come back with a newer ticket", async () => {
    await world.room.handleCommands(call(user("mina")));
    expect((await world.connect("mina")).closed).toBe(4001);
    await world.clock.advance(2_000);
    expect((await world.connect("mina")).socket.closed).toBeUndefined();
  });

  it("is handled once, also when the room has slept before it is repeated", async () => {
    const id = newId();
    expect(await world.room.handleCommands(call(user("mina"), id))).toEqual(done(0));
    await world.clock.advance(2_000);
    const mina = await world.connect("mina");
    expect(await world.room.handleCommands(call(user("mina"), id))).toEqual({ status: "repeated" });
    await world.hibernate();
    expect(await world.room.handleCommands(call(user("mina"), id))).toEqual({ status: "repeated" });
    expect(mina.socket.closed).toBeUndefined();
  });

  it("costs one write, and stores nothing for longer than a ticket is valid", async () => {
    await world.room.handleCommands(call(sessionOf("mina"), "first"));
    expect(world.store.count("put")).toBe(1);
    expect(keptCalls()).toEqual(["call:first"]);
    await world.clock.advance(36_000);
    await world.room.handleCommands(call(sessionOf("jun"), "second"));
    expect(keptCalls()).toEqual(["call:second"]);
  });

  it("that an earlier release has stored is effective after the upgrade until it expires", async () => {
    const until = world.clock.now() + 30_000;
    const old = { "call:known": until, "session:session-mina": until, "user:user-jun": until };
    world.store.pairs.set("withdrawn", old);
    expect(await world.room.handleCommands(call(user("bora"), "known"))).toEqual({ status: "repeated" });
    for (const name of ["mina", "jun"]) expect((await world.connect(name)).closed).toBe(4001);
    await world.clock.advance(2_000);
    expect((await world.connect("mina")).closed).toBe(4001);
    expect((await world.connect("jun")).socket.closed).toBeUndefined();
    await world.clock.advance(36_000);
    await world.room.handleCommands(call(user("bora")));
    expect(world.store.pairs.has("withdrawn")).toBe(false);
  });
});

const keptCalls = () => [...world.store.pairs.keys()].filter((key) => key.startsWith("call:"));

describe("D8: while storage fails", () => {
  it("a command is handled at once, answered as failed, and stored when it is sent again", async () => {
    const mina = await world.connect("mina");
    world.store.isAway = true;
    await expect(world.room.handleCommands(call(sessionOf("mina")))).rejects.toThrow("unavailable");
    expect(mina.socket.closed).toEqual({ code: 4003, reason: "session ended" });
    world.store.isAway = false;
    expect((await world.connect("mina")).closed).toBe(4001);
    await world.room.handleCommands(call(sessionOf("mina")));
    await world.restart();
    expect((await world.connect("mina")).closed).toBe(4001);
  });

  it("a room that has just woken and cannot read storage still closes sockets", async () => {
    const mina = await world.connect("mina");
    await world.hibernate();
    world.store.isAway = true;
    await expect(world.room.handleCommands(call(kicked("mina")))).rejects.toThrow("unavailable");
    expect(mina.socket.closed).toEqual({ code: 4003, reason: "kicked" });
  });

  it("after one command of a call fails the others are still handled, and the call must be sent again", async () => {
    const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
    await mina.send("before");
    world.store.isAway = true;
    const commands: RoomCommand[] = [{ type: "open", isReadOnly: true, recheck: false }, kicked("mina")];
    await expect(world.room.handleCommands({ ...call(kicked("mina")), commands })).rejects.toThrow("unavailable");
    expect(mina.closed).toBe(4003);
    world.store.isAway = false;
    await jun.send("into an archived room");
    expect(jun.of("refused")).toMatchObject([{ reason: "forbidden" }]);
  });
});

describe("D8: many calls", () => {
  it("in a short time do not grow a stored value: the room accepts the next one, also after a restart", async () => {
    const mina = await world.connect("mina");
    for (let i = 0; i < 3_000; i++) {
      await world.room.handleCommands({
        ...call(user(`x${i}`)),
        commands: [{ type: "receipts", userId: `user-${i}`, on: false }],
      });
      if (i % 100 === 0) await world.clock.advance(1_000);
    }
    const longest = Math.max(...[...world.store.pairs.values()].map((value) => JSON.stringify(value).length));
    expect(longest).toBeLessThan(1_000);
    await world.hibernate();
    expect(await world.room.handleCommands(call(kicked("mina")))).toEqual(done(1));
    expect(mina.closed).toBe(4003);
    await world.clock.advance(60_000);
    for (let i = 0; i < 30; i++) await world.room.handleCommands(call(user("nobody")));
    expect(keptCalls().length).toBeLessThan(40);
  });

  it("that remove many users store one key for each of them", async () => {
    await world.connect("mina");
    for (let i = 0; i < 8; i++) {
      const users = Array.from({ length: 500 }, (_, n) => newId(world.clock.now() + i * 500 + n));
      await world.room.handleCommands({ ...call(user("x")), commands: [{ type: "close", users }] });
      await settle();
    }
    const others = [...world.store.pairs].filter(([key]) => !key.startsWith("call:"));
    const longest = Math.max(...others.map(([, value]) => JSON.stringify(value).length));
    expect(longest).toBeLessThan(1_000);
  });
});

describe("D8: a late command about a change at a known time", () => {
  const at = (command: RoomCommand, madeAt: number) => ({ ...call(command), at: madeAt });
  const authorized = (name: string, madeAt: number, more = {}) =>
    world.connect(name, { guest: { at: madeAt, ...more } });

  it("closes the sockets that were authorized before the change, and none that were authorized since", async () => {
    const now = world.clock.now();
    const [old, fresh] = [await authorized("mina", now - 60_000), await authorized("mina", now - 10_000)];
    expect(await world.room.handleCommands(at(kicked("mina"), now - 30_000))).toEqual(done(1));
    expect(old.socket.closed?.reason).toBe("kicked");
    expect(fresh.socket.closed).toBeUndefined();
    const late = await authorized("mina", now - 31_000);
    expect(late.socket.closed).toEqual({ code: 4001, reason: "ticket withdrawn" });
    expect((await authorized("mina", now - 29_000)).socket.closed).toBeUndefined();
  });

  it("a ticket authorized just after the change is valid the first time", async () => {
    const now = world.clock.now();
    await world.room.handleCommands(at({ type: "role", userId: "user-mina", role: "admin" }, now));
    expect((await authorized("mina", now)).closed).toBe(4001);
    expect((await authorized("mina", now + 1)).socket.closed).toBeUndefined();
  });

  it("an archiving does not undo a later reopening", async () => {
    const now = world.clock.now();
    const mina = await world.connect("mina");
    await world.room.handleCommands(at({ type: "open", isReadOnly: false, recheck: false }, now));
    await world.room.handleCommands(at({ type: "open", isReadOnly: true, recheck: false }, now - 30_000));
    await world.hibernate();
    await mina.send("open");
    expect(mina.bodies()).toEqual(["open"]);
    await world.room.handleCommands(at({ type: "open", isReadOnly: true, recheck: false }, now + 1));
    await mina.send("closed");
    expect(mina.of("refused")).toMatchObject([{ reason: "forbidden" }]);
  });

  it("an older role does not replace a newer one, and a newer role does not prevent a removal", async () => {
    const now = world.clock.now();
    const mina = await authorized("mina", now - 60_000);
    await world.room.handleCommands(at({ type: "role", userId: "user-mina", role: "member" }, now));
    await world.room.handleCommands(at({ type: "role", userId: "user-mina", role: "admin" }, now - 10_000));
    expect(mina.socket.guest.role).toBe("member");
    expect(await world.room.handleCommands(at(kicked("mina"), now - 5_000))).toEqual(done(1));
  });
});
