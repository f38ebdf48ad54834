import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "../lib/ids";
import { reduce } from "../lib/log";
import type { Notice } from "../lib/protocol";
import type { RoomOrder } from "../lib/room-admin";
import { settle } from "../tests/harness/fakes";
import { type Peer, TestRoom } from "../tests/harness/room";
import { OUTBOX_MAX } from "./log";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const call = (...orders: RoomOrder[]) => ({ id: newId(), expiresAt: world.clock.now() + 30_000, orders });
const order = (...orders: RoomOrder[]) => world.room.obey(call(...orders));
const person = (name: string) => ({ id: `user-${name}`, username: name });
const line = (what: Notice["what"], clientId = newId(world.clock.now())): RoomOrder => {
  const notice = { what, who: person("jun") };
  return { type: "notice", clientId, author: person("mina"), body: `mina ${what} jun`, notice };
};
const edit = (seq: number) => ({ type: "edit" as const, clientId: newId(world.clock.now()), seq, body: "mine" });
const remove = (seq: number) => ({ type: "delete" as const, clientId: newId(world.clock.now()), seq });
const like = (seq: number) => ({
  type: "react" as const,
  clientId: newId(world.clock.now()),
  seq,
  emoji: "👍",
  on: true,
});
const reasons = (peer: Peer) => peer.frames("refused").map(({ reason }) => reason);

describe("a line about the room", () => {
  it("R2 R3: is durable, numbered, delivered and archived like any message, and says what it tells", async () => {
    const mina = await world.connect("mina");
    await mina.send("before");
    expect(await order(line("joined"))).toBe(0);
    await mina.send("after");
    expect(mina.events()).toMatchObject([
      { seq: 1 },
      { seq: 2, body: "mina joined jun", notice: { what: "joined" } },
      { seq: 3 },
    ]);
    await world.flush();
    expect(world.archive.entries[1]).toMatchObject({ by: "user-mina", event: { seq: 2, notice: { what: "joined" } } });
    expect(world.cache.messages[1]).toMatchObject({ notice: { what: "joined", who: person("jun") } });
    await world.restart();
    const fresh = await world.connect("sora");
    expect(fresh.events()[1]).toEqual(mina.events()[1]);
  });

  it("R4: comes once, however often it is ordered, also after an eviction and once storage has forgotten it", async () => {
    const mina = await world.connect("mina");
    const joined = line("joined");
    await order(joined);
    await order(joined);
    await world.hibernate();
    await order(joined);
    for (let i = 0; i < 200; i++) await mina.send(`filler ${i}`);
    await world.flush();
    expect(world.store.pairs.has("log:000000000001")).toBe(false);
    await world.restart();
    expect(await order(joined)).toBe(0);
    await world.flush();
    expect(world.archivedBodies().filter((body) => body === "mina joined jun")).toHaveLength(1);
  });

  it("R4: while the first is still being written, the second waits for the same outcome", async () => {
    await world.connect("mina");
    world.store.hold();
    const joined = line("joined");
    const answers = [order(joined), order(joined)];
    await settle();
    world.store.release();
    await world.flush();
    expect(await Promise.all(answers)).toEqual([0, 0]);
    await world.flush();
    expect(world.archivedBodies()).toEqual(["mina joined jun"]);
  });

  it("is not slowed by anybody's limit, and is busy where the outbox is full or the room can't start; what else was ordered is done", async () => {
    world.limits = { rate: 1, burst: 1 };
    await world.restart();
    for (let i = 0; i < 5; i++) expect(await order(line("joined"))).toBe(0);
    world.store.pairs.clear();
    await world.restart();
    world.archive.isAway = true;
    expect(await order(line("kicked"), { type: "open", isReadOnly: true, recheck: false })).toBe("busy");
    expect(world.store.pairs.get("state")).toMatchObject({ isReadOnly: true });
  });

  it("C4: a full outbox takes no line either", async () => {
    const mina = await world.connect("mina");
    world.archive.isAway = true;
    for (let i = 0; i < OUTBOX_MAX; i++) {
      const send = { type: "send", clientId: newId(world.clock.now()), body: "x" };
      void world.room.receive(mina.socket, JSON.stringify(send));
    }
    await world.flush();
    expect(mina.frames("ack")).toHaveLength(OUTBOX_MAX);
    expect(await order(line("joined"))).toBe("busy");
  });

  it("D4: can't be edited, deleted or reacted to, not even by its author or the owner", async () => {
    const mina = await world.connect("mina");
    const owner = await world.connect("sora", { guest: { role: "owner" } });
    await order(line("renamed"));
    for (const peer of [mina, owner]) for (const frame of [edit(1), remove(1), like(1)]) await peer.say(frame);
    expect([...reasons(mina), ...reasons(owner)]).toEqual(Array(6).fill("forbidden"));
    await world.flush();
    await world.restart();
    world.store.pairs.clear();
    const later = await world.connect("mina");
    await later.say(edit(1));
    expect(reasons(later)).toEqual(["forbidden"]);
  });

  it("R6: lines among messages: events applied to an old window come to the same as a new one", async () => {
    const mina = await world.connect("mina");
    await mina.send("one");
    await order(line("joined"));
    const before = reduce([], mina.events(), 50);
    await mina.say(edit(1));
    await order(line("left"));
    const back = await world.connect("jun", { after: 2 });
    expect(reduce(before, back.events(), 50)).toEqual((await world.connect("ara")).events());
  });
});

describe("another role", () => {
  it("counts for the sockets that are open, also after hibernation, and not for tickets from before", async () => {
    const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
    await mina.send("hers");
    await jun.say(edit(1));
    await order({ type: "role", userId: "user-jun", role: "admin" });
    await jun.say(edit(1));
    await world.hibernate();
    await jun.say(edit(1));
    expect(reasons(jun)).toEqual(["forbidden"]);
    expect(jun.frames("ack")).toHaveLength(2);
    expect(jun.socket.closed).toBeUndefined();
    const old = await world.connect("jun");
    expect(old.socket.closed).toEqual({ code: 4001, reason: "ticket withdrawn" });
    await order({ type: "role", userId: "user-jun", role: "member" });
    await jun.say(edit(1));
    expect(reasons(jun)).toEqual(["forbidden", "forbidden"]);
  });
});

describe("a room that is read-only", () => {
  const archived: RoomOrder = { type: "open", isReadOnly: true, recheck: false };
  const reopened: RoomOrder = { type: "open", isReadOnly: false, recheck: false };

  it("refuses every word by anybody, tells its lines, and stays so through a restart; reopened it takes them again", async () => {
    const owner = await world.connect("mina", { guest: { role: "owner" } });
    const id = await owner.send("before");
    await order(archived, line("archived"));
    await owner.send("not any more");
    for (const frame of [edit(1), remove(1), like(1)]) await owner.say(frame);
    await world.restart();
    const back = await world.connect("mina");
    await back.send("nor now");
    expect([...reasons(owner), ...reasons(back)]).toEqual(Array(5).fill("forbidden"));
    expect(back.bodies()).toEqual(["before", "mina archived jun"]);
    await back.send("before", id);
    expect(back.frames("ack")).toMatchObject([{ clientId: id, seq: 1 }]);
    await order(reopened, line("reopened"));
    await back.send("at last");
    expect(back.bodies()).toEqual(["before", "mina archived jun", "mina reopened jun", "at last"]);
  });

  it("is so on a new host too, which learns it with the head", async () => {
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

  it("an order that comes while a new host asks the archive counts for more than the answer", async () => {
    world.archive.isReadOnly = true;
    world.archive.hold();
    const coming = world.connect("mina");
    await settle();
    await order(reopened);
    world.archive.release();
    const mina = await coming;
    await settle();
    await mina.send("yes");
    expect(mina.frames("ack")).toHaveLength(1);
  });
});

describe("a room that has ended", () => {
  const leftBehind = () => [...world.store.pairs.keys()];

  it("closes everyone with 4010, keeps nothing, does nothing more and lets nobody in, through a restart too", async () => {
    const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
    for (let i = 0; i < 300; i++) await mina.send(`m${i}`);
    world.archive.calls = [];
    expect(await order({ type: "end" })).toBe(2);
    expect([mina, jun].map(({ socket }) => socket.closed?.code)).toEqual([4010, 4010]);
    expect(leftBehind()).toEqual(["state"]);
    expect(world.store.alarmAt).toBeUndefined();
    await world.clock.advance(60_000);
    expect([...world.archive.calls, world.clock.pending]).toEqual([0]);
    for (let i = 0; i < 2; i++) {
      const late = await world.connect("mina");
      expect([late.socket.closed?.code, late.socket.frames]).toEqual([4010, []]);
      expect(await order(line("joined"))).toBe(0);
      await world.restart();
    }
    await world.room.alarm();
    expect(leftBehind()).toEqual(["state"]);
    expect(world.store.alarmAt).toBeUndefined();
  });

  it("reaches who is only being welcomed, and a write that is under way", async () => {
    const mina = await world.connect("mina");
    world.store.hold();
    await mina.send("under way");
    const coming = await world.connect("jun");
    const ended = order({ type: "end" });
    await settle();
    world.store.release();
    expect(await ended).toBe(2);
    await world.clock.advance(1_000);
    expect(coming.socket.closed?.code).toBe(4010);
    expect(leftBehind()).toEqual(["state"]);
    expect(world.clock.pending).toBe(0);
  });

  it("is known by its row being gone when it flushes, awake or woken by the alarm", async () => {
    const mina = await world.connect("mina");
    await mina.send("too late");
    world.archive.isGone = true;
    await world.clock.advance(1_000);
    expect(mina.socket.closed?.code).toBe(4010);
    expect([leftBehind(), world.store.alarmAt, world.clock.pending]).toEqual([["state"], undefined, 0]);

    world = new TestRoom();
    await (await world.connect("mina")).send("too late");
    await world.restart();
    world.archive.isGone = true;
    await world.room.alarm();
    expect([leftBehind(), world.store.alarmAt, world.clock.pending]).toEqual([["state"], undefined, 0]);
  });

  it("is known by its row being gone when it has nothing of its own", async () => {
    world.archive.isGone = true;
    expect((await world.connect("mina")).socket.closed?.code).toBe(4010);
  });
});
