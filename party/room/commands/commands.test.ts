import { beforeEach, describe, expect, it } from "vitest";
import type { RoomCommand } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import { amendments, command, done, line, remove } from "@/tests/harness/commands";
import { settle } from "@/tests/harness/fakes/clock";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const reasons = (peer: TestPeer) => peer.of("refused").map(({ reason }) => reason);

describe("a change of role", () => {
  it("applies to open sockets, also after hibernation, and not to earlier tickets", async () => {
    const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
    for (const body of ["first", "second", "third"]) await mina.send(body);
    await jun.say(remove(world, 1));
    await command(world, { type: "role", userId: "user-jun", role: "admin" });
    await jun.say(remove(world, 1));
    await world.hibernate();
    await jun.say(remove(world, 2));
    expect(reasons(jun)).toEqual(["forbidden"]);
    expect(jun.of("ack")).toHaveLength(2);
    expect(jun.socket.closed).toBeUndefined();
    const old = await world.connect("jun");
    expect(old.socket.closed).toEqual({ code: 4001, reason: "ticket withdrawn" });
    await command(world, { type: "role", userId: "user-jun", role: "member" });
    await jun.say(remove(world, 3));
    expect(reasons(jun)).toEqual(["forbidden", "forbidden"]);
  });
});

describe("a read-only room", () => {
  const archived: RoomCommand = { type: "open", isReadOnly: true, recheck: false };
  const reopened: RoomCommand = { type: "open", isReadOnly: false, recheck: false };

  it("refuses every frame that changes it, still appends system messages, and stays read-only after a restart; when reopened it accepts frames again", async () => {
    const owner = await world.connect("mina", { guest: { role: "owner" } });
    const id = await owner.send("before");
    await command(world, archived, line(world, "archived"));
    await owner.send("not any more");
    for (const frame of amendments(world, 1)) await owner.say(frame);
    await world.restart();
    const back = await world.connect("mina");
    await back.send("nor now");
    expect([...reasons(owner), ...reasons(back)]).toEqual(Array(5).fill("forbidden"));
    expect(back.bodies()).toEqual(["before", "mina archived jun"]);
    await back.send("before", id);
    expect(back.of("ack")).toMatchObject([{ clientId: id, seq: 1 }]);
    await command(world, reopened, line(world, "reopened"));
    await back.send("at last");
    expect(back.bodies()).toEqual(["before", "mina archived jun", "mina reopened jun", "at last"]);
  });

  it("is read-only on a new host too, which reads this from the archive with the head", async () => {
    await (await world.connect("mina")).send("before");
    await world.flush();
    world.store.pairs.clear();
    await world.restart();
    world.archive.isReadOnly = true;
    const mina = await world.connect("mina");
    await mina.send("no");
    await world.restart();
    const again = await world.connect("mina");
    await again.send("no");
    expect([...reasons(mina), ...reasons(again)]).toEqual(["forbidden", "forbidden"]);
    expect(world.archive.count("head")).toBe(2);
  });

  it("a command that arrives during a new host's query to the archive overrides the answer", async () => {
    world.archive.isReadOnly = true;
    world.archive.hold();
    const coming = world.connect("mina");
    await settle();
    await command(world, reopened);
    world.archive.release();
    const mina = await coming;
    await settle();
    await mina.send("yes");
    expect(mina.of("ack")).toHaveLength(1);
  });
});

describe("a deleted room", () => {
  const leftBehind = () => [...world.store.pairs.keys()];

  it("closes every socket with 4010, stores nothing, does nothing more and accepts nobody, also after a restart", async () => {
    const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
    for (let i = 0; i < 300; i++) await mina.send(`m${i}`);
    world.archive.calls = [];
    expect(await command(world, { type: "end" })).toEqual(done(2));
    expect([mina, jun].map(({ socket }) => socket.closed?.code)).toEqual([4010, 4010]);
    expect(leftBehind()).toEqual(["state"]);
    expect(world.store.alarmAt).toBeUndefined();
    await world.clock.advance(60_000);
    expect([...world.archive.calls, world.clock.pending]).toEqual([0]);
    for (let i = 0; i < 2; i++) {
      const late = await world.connect("mina");
      expect([late.closed, late.frames]).toEqual([4010, []]);
      expect(await command(world, line(world, "joined"))).toEqual(done(0));
      await world.restart();
    }
    await world.room.alarm();
    expect(leftBehind()).toEqual(["state"]);
    expect(world.store.alarmAt).toBeUndefined();
  });

  it("is deleted when the command is repeated after storage failed to record it", async () => {
    const mina = await world.connect("mina");
    await mina.send("before");
    const put = world.store.put.bind(world.store);
    world.store.put = async (pairs) => {
      if ("state" in pairs) throw new Error("storage refused");
      return put(pairs);
    };
    await expect(command(world, { type: "end" })).rejects.toThrow("refused");
    world.store.put = put;
    await command(world, { type: "end" });
    expect(leftBehind()).toEqual(["state"]);
    await world.restart();
    expect((await world.connect("mina")).closed).toBe(4010);
  });

  it("also closes a socket that is being welcomed and cancels a write in progress", async () => {
    const mina = await world.connect("mina");
    world.store.hold();
    await mina.send("under way");
    const coming = await world.connect("jun");
    const ended = command(world, { type: "end" });
    await settle();
    world.store.release();
    expect(await ended).toEqual(done(2));
    await world.clock.advance(1_000);
    expect(coming.closed).toBe(4010);
    expect(leftBehind()).toEqual(["state"]);
    expect(world.clock.pending).toBe(0);
  });

  it("is detected by its missing row when it flushes, awake or woken by the alarm", async () => {
    const mina = await world.connect("mina");
    await mina.send("too late");
    world.archive.isGone = true;
    await world.clock.advance(1_000);
    expect(mina.closed).toBe(4010);
    expect([leftBehind(), world.store.alarmAt, world.clock.pending]).toEqual([["state"], undefined, 0]);

    world = new TestRoom();
    await (await world.connect("mina")).send("too late");
    await world.restart();
    world.archive.isGone = true;
    await world.room.alarm();
    expect([leftBehind(), world.store.alarmAt, world.clock.pending]).toEqual([["state"], undefined, 0]);
  });

  it("is detected by its missing row when its own storage is empty", async () => {
    world.archive.isGone = true;
    expect((await world.connect("mina")).closed).toBe(4010);
  });
});

it("D7: a user who joins and leaves repeatedly causes four system messages, and further ones only as time passes", async () => {
  const mina = await world.connect("mina");
  const person = (username: string) => ({ id: `user-${username}`, username });
  const lines = () => mina.of("events").flatMap(({ events }) => events).length;
  const move = (what: "joined" | "left", author: string) =>
    command(world, {
      type: "notice",
      clientId: newId(world.clock.now()),
      author: person(author),
      body: what,
      notice: { what },
    });
  for (let i = 0; i < 20; i++) await move(i % 2 === 0 ? "joined" : "left", "jun");
  expect(lines()).toBe(4);
  await move("left", "ara");
  expect(lines()).toBe(5);
  await world.clock.advance(601_000);
  await move("joined", "jun");
  expect(lines()).toBe(6);
});

describe("the deletion of a room whose storage fails meanwhile", () => {
  const end: RoomCommand = { type: "end" };
  const left = () => [...world.store.pairs.keys()].filter((key) => key !== "state");

  const endFails = async () => {
    const mina = await world.connect("mina");
    await mina.send("secret");
    await world.flush();
    const { list } = world.store;
    world.store.list = () => Promise.reject(new Error("unavailable"));
    await expect(command(world, end)).rejects.toThrow();
    world.store.list = list;
  };

  it("D8: completes when the command is repeated", async () => {
    await endFails();
    expect(left()).not.toEqual([]);
    await command(world, end);
    expect(left()).toEqual([]);
  });

  it("D8: completes when the command is repeated to a restarted room", async () => {
    await endFails();
    await world.restart();
    expect(await command(world, end)).toEqual(done(0));
    expect(left()).toEqual([]);
  });
});
