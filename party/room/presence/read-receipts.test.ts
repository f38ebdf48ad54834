import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { withReads } from "@/lib/client/room-client-state";
import { newId } from "@/lib/shared/ids";
import { command } from "@/tests/harness/commands";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const read = (peer: TestPeer, seq: number) => peer.say({ type: "read", seq });
const reads = (peer: TestPeer) => peer.of("read");
/** The state that a client of the room shows. */
const shown = (peer: TestPeer) => reads(peer).reduce(withReads, { readers: peer.welcome.readers });
const readersOf = (peer: TestPeer) => shown(peer).readers;

/** Five messages of a writer, and users who have had time to receive them. */
async function room(...names: string[]) {
  const writer = await world.connect("writer");
  const peers = [];
  for (const name of names) peers.push(await world.connect(name));
  for (let i = 1; i <= 5; i++) await writer.send(`m${i}`);
  await world.clock.advance(3_000);
  return [writer, ...peers] as [TestPeer, ...TestPeer[]];
}

describe("read receipts", () => {
  it("in a welcome are those of its moment, also an author's, whose change is not broadcast", async () => {
    const [writer, mina] = (await room("mina")) as [TestPeer, TestPeer];
    expect((await world.connect("before")).welcome.readers).toEqual({ "user-writer": 5 });
    await writer.send("m6");
    await read(mina, 4);
    expect((await world.connect("after")).welcome.readers).toEqual({ "user-writer": 6, "user-mina": 4 });
  });

  it("are broadcast within 300 ms, combined, and never beyond the head or backwards", async () => {
    const [writer, mina, jun] = (await room("mina", "jun")) as [TestPeer, TestPeer, TestPeer];
    const before = reads(writer).length;
    await read(mina, 3);
    await read(mina, 2);
    await read(jun, 99);
    expect(reads(writer)).toHaveLength(before);
    await world.clock.advance(300);
    expect(reads(writer).slice(before)).toEqual([{ type: "read", readers: { "user-mina": 3, "user-jun": 5 } }]);
    await read(mina, 1);
    await world.clock.advance(3_000);
    expect(reads(writer)).toHaveLength(before + 1);
    expect((await world.connect("late")).welcome.readers).toEqual({ "user-writer": 5, "user-mina": 3, "user-jun": 5 });
  });

  it("treat a writer as having read: their first message causes a frame, later ones imply it; system messages do not count", async () => {
    const [writer, mina] = (await room("mina")) as [TestPeer, TestPeer];
    expect(reads(mina)).toHaveLength(1);
    await writer.send("m6");
    const author = { id: "user-mina", username: "mina" };
    await command(world, {
      type: "notice",
      clientId: newId(world.clock.now()),
      author,
      body: "-",
      notice: { what: "joined" },
    });
    await world.clock.advance(1_000);
    expect(reads(mina)).toHaveLength(1);
    expect((await world.connect("late")).welcome.readers).toEqual({ "user-writer": 6 });
  });

  it("give the same number on every device, in whatever order, however late and often they arrive (property)", async () => {
    const seq = fc.integer({ min: 1, max: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(2), seq, fc.nat(2_500)), { minLength: 1, maxLength: 25 }),
        async (told) => {
          world = new TestRoom();
          const writer = await world.connect("writer");
          for (let i = 1; i <= 20; i++) await writer.send("x");
          const devices = [await world.connect("mina"), await world.connect("mina"), await world.connect("mina")];
          for (const [device, upTo, pause] of told) {
            await read(devices[device] as TestPeer, upTo);
            await world.clock.advance(pause);
          }
          await world.clock.advance(3_000);
          const truth = Math.min(20, Math.max(...told.map(([, upTo]) => upTo)));
          const late = await world.connect("mina");
          expect([writer, ...devices, late].map((peer) => readersOf(peer)["user-mina"])).toEqual(Array(5).fill(truth));
          expect(world.archive.reads.get("user-mina")).toBe(truth);
          await world.restart();
          expect((await world.connect("jun")).welcome.readers["user-mina"]).toBe(truth);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("D5: more than ten frames a second of one user are silently dropped", async () => {
    const [writer, mina] = (await room("mina")) as [TestPeer, TestPeer];
    for (let i = 0; i < 40; i++) await writer.send("x");
    for (let seq = 1; seq <= 30; seq++) await read(mina, seq);
    await world.clock.advance(300);
    expect(readersOf(writer)["user-mina"]).toBe(10);
    expect(mina.of("refused")).toEqual([]);
  });

  it("are sent as numbers only with more than a hundred readers, and by name again with fewer", async () => {
    const names = Array.from({ length: 101 }, (_, i) => `p${i}`);
    const [writer, ...peers] = await room(...names);
    for (const peer of peers.slice(0, 99)) await read(peer, 4);
    await world.clock.advance(300);
    expect(Object.keys(readersOf(writer))).toHaveLength(100);
    await read(peers[99] as TestPeer, 2);
    await read(peers[100] as TestPeer, 2);
    await world.clock.advance(300);
    const counts = { readers: {}, readCounts: { 2: 2, 4: 99, 5: 1 } };
    expect(shown(writer)).toEqual(counts);
    expect((await world.connect("late")).welcome).toMatchObject(counts);
    expect((await world.connect("late")).welcome.readers).toEqual({});
    await command(world, { type: "close", users: ["user-p99", "user-p100"] });
    await world.clock.advance(300);
    expect(Object.keys(readersOf(writer))).toHaveLength(100);
    expect(shown(writer).readCounts).toBeUndefined();
  });
});

describe("a user with receipts off", () => {
  it("is shown to nobody and receives none; their own unread count still changes", async () => {
    const [writer, mina] = (await room("mina")) as [TestPeer, TestPeer];
    const hidden = await world.connect("ara", { guest: { receipts: false } });
    expect(hidden.welcome).toMatchObject({ readers: {} });
    await read(hidden, 4);
    await hidden.send("mine");
    await read(mina, 3);
    await world.clock.advance(3_000);
    expect(reads(hidden)).toEqual([]);
    expect(readersOf(writer)).toEqual({ "user-writer": expect.any(Number), "user-mina": 3 });
    expect(world.archive.reads.get("user-ara")).toBe(6);
    await world.hibernate();
    await read(hidden, 6);
    expect((await world.connect("late")).welcome.readers).not.toHaveProperty("user-ara");
  });

  it("disappears at once when turning them off, also after hibernation, and is back when turning them on", async () => {
    const [writer, mina] = (await room("mina")) as [TestPeer, TestPeer];
    await read(mina, 3);
    await world.clock.advance(3_000);
    await command(world, { type: "receipts", userId: "user-mina", on: false });
    expect((await world.connect("mina")).socket.closed?.reason).toBe("ticket withdrawn");
    await world.clock.advance(3_000);
    expect(readersOf(writer)).toEqual({ "user-writer": expect.any(Number) });
    const before = reads(mina).length;
    await read(await world.connect("jun"), 5);
    await world.clock.advance(3_000);
    expect(reads(mina)).toHaveLength(before);
    expect(readersOf(writer)["user-jun"]).toBe(5);
    await world.hibernate();
    await read(mina, 4);
    await world.clock.advance(3_000);
    expect((await world.connect("late")).welcome.readers).not.toHaveProperty("user-mina");
    expect(world.archive.reads.get("user-mina")).toBe(4);
    await command(world, { type: "receipts", userId: "user-mina", on: true });
    await world.clock.advance(300);
    expect(readersOf(writer)["user-mina"]).toBe(4);
  });

  it("D2: a removed user gets no more receipts and appears in none", async () => {
    const [writer, mina] = (await room("mina")) as [TestPeer, TestPeer];
    await read(mina, 3);
    await world.clock.advance(3_000);
    await command(world, { type: "close", users: ["user-mina"] });
    await world.clock.advance(3_000);
    expect(readersOf(writer)).not.toHaveProperty("user-mina");
    await world.restart();
    expect((await world.connect("late")).welcome.readers).not.toHaveProperty("user-mina");
  });
});

describe("D8: a late command about receipts", () => {
  const receipts = (on: boolean, at: number) =>
    world.room.handleCommands({
      id: newId(),
      expiresAt: world.clock.now() + 30_000,
      at,
      commands: [{ type: "receipts", userId: "user-mina", on }],
    });

  it("does not undo a later change, also after the room has slept", async () => {
    const start = world.clock.now();
    const mina = await world.connect("mina", { guest: { at: start } });
    await receipts(false, start + 2_000);
    await receipts(true, start + 1_000);
    expect(mina.socket.guest.receipts).toBe(false);
    await world.hibernate();
    await receipts(true, start + 1_000);
    expect(mina.socket.guest.receipts).toBe(false);
    await receipts(true, start + 3_000);
    expect(mina.socket.guest.receipts).toBe(true);
  });

  it("does not change a socket whose ticket is much newer, but changes one authorized during the write", async () => {
    const start = world.clock.now();
    const early = await world.connect("mina", { guest: { at: start + 100 } });
    await receipts(false, start);
    expect(early.socket.guest.receipts).toBe(false);
    early.drop();
    const mina = await world.connect("mina", { guest: { at: start + 20_000 } });
    await receipts(false, start + 1_000);
    expect(mina.socket.guest.receipts).toBe(true);
  });
});

describe("the cost of receipts", () => {
  it("B1: 500 members, 20 readers a second for 10 s: at most one request and one storage write per flush", async () => {
    const names = Array.from({ length: 500 }, (_, i) => `p${i}`);
    const [writer, ...peers] = await room(...names);
    for (let i = 0; i < 20; i++) await writer.send("x");
    await world.clock.advance(3_000);
    world.store.calls = [];
    world.archive.calls = [];
    world.cache.calls = [];
    for (let i = 0; i < 200; i++) {
      await read(peers[i] as TestPeer, 20);
      await world.clock.advance(50);
    }
    await world.clock.advance(2_000);
    const flushes = world.archive.count("append");
    expect(flushes).toBeGreaterThan(0);
    expect(flushes).toBeLessThanOrEqual(6);
    expect(world.archive.calls).toEqual(Array(flushes).fill("append"));
    expect(world.store.calls).toEqual(Array(flushes).fill("put"));
    expect(world.cache.calls).toEqual([]);
    expect([...world.archive.reads.values()].filter((seq) => seq === 20)).toHaveLength(200);
  });

  it("B1: reads are written with a flush that runs anyway, and a message does not wait for them", async () => {
    const [writer, mina] = (await room("mina")) as [TestPeer, TestPeer];
    world.archive.calls = [];
    await read(mina, 5);
    await world.clock.advance(1_000);
    expect(world.archive.calls).toEqual([]);
    await writer.send("m6");
    await world.clock.advance(200);
    expect(world.archive.calls).toEqual(["append"]);
    expect(world.archive.entries).toHaveLength(6);
    expect(world.archive.reads.get("user-mina")).toBe(5);
  });

  it("B2: after broadcast and flush there is no timer; a room that sleeps knows them without a query", async () => {
    const [, mina] = (await room("mina")) as [TestPeer, TestPeer];
    await read(mina, 5);
    await world.clock.advance(2_500);
    expect(world.clock.pending).toBe(0);
    world.archive.calls = [];
    await world.hibernate();
    expect((await world.connect("late")).welcome.readers).toEqual({ "user-writer": 5, "user-mina": 5 });
    expect(world.archive.calls).toEqual([]);
  });

  it("are kept while the database is unavailable, and after a failed storage write", async () => {
    const [, mina] = (await room("mina")) as [TestPeer, TestPeer];
    world.archive.isAway = true;
    await read(mina, 4);
    await world.clock.advance(5_000);
    world.archive.isAway = false;
    world.store.isAway = true;
    await world.clock.advance(15_000);
    world.store.isAway = false;
    await world.clock.advance(15_000);
    expect(world.archive.reads.get("user-mina")).toBe(4);
    await world.restart();
    expect((await world.connect("late")).welcome.readers["user-mina"]).toBe(4);
    expect(world.clock.pending).toBe(0);
  });

  it("are read from the archive by a room with empty storage", async () => {
    await room("mina");
    world.archive.reads.set("user-old", 2);
    world.store.pairs.clear();
    await world.restart();
    expect((await world.connect("late")).welcome.readers).toMatchObject({ "user-old": 2 });
    await world.restart();
    world.archive.isAway = true;
    expect((await world.connect("late", { after: 5 })).welcome.readers).toMatchObject({ "user-old": 2 });
  });

  it("fit in one storage value for any number of readers: only the latest are kept", async () => {
    const [writer] = await room();
    const reader = await world.connect("reader");
    for (let i = 0; i < 1_600; i++) {
      reader.socket.guest = { ...reader.socket.guest, id: `user-${i}` };
      await read(reader, 5);
    }
    await writer.send("x");
    await world.clock.advance(3_000);
    const { readers: stored } = world.store.pairs.get("archived") as { readers: Record<string, number> };
    expect(Object.keys(stored)).toHaveLength(1_500);
    expect(stored).toMatchObject({ "user-1599": 5, "user-writer": 6 });
    const uuids = Object.keys(stored).map(() => newId());
    expect(JSON.stringify(uuids.map((id) => [id, 1e9])).length).toBeLessThan(128 * 1024);
  });
});
