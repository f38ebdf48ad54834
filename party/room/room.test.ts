import { beforeEach, describe, expect, it } from "vitest";
import { reduce } from "@/lib/events/reduce";
import type { ClientFrame, Event } from "@/lib/protocol/room";
import type { RoomCommand } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import { type TestPeer, TestRoom } from "@/tests/harness/room";
import { OUTBOX_MAX } from "./log/event-log";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const seqs = (events: Array<{ seq: number }>) => events.map(({ seq }) => seq);
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);

async function say(name: string, count: number) {
  const peer = await world.connect(name);
  for (let i = 1; i <= count; i++) await peer.send(`${name} ${i}`);
  await world.flush();
  return peer;
}

describe("the log", () => {
  it("R1: numbers continue without a gap across hibernation, restart and loss of Redis", async () => {
    const mina = await say("mina", 3);
    await world.hibernate();
    await mina.send("after sleep");
    await world.restart();
    world.cache.wipe();
    await say("jun", 2);
    expect(seqs(world.archive.entries.map(({ event }) => event))).toEqual(upTo(6));
  });

  it("R1: a room on a new host gets its head from the archive, and is busy until it can", async () => {
    await say("mina", 3);
    world.store.pairs.clear();
    await world.restart();
    world.archive.isAway = true;
    const early = await world.connect("jun");
    expect(early.of("refused")).toMatchObject([{ reason: "busy" }]);
    expect(early.closed).toBe(1013);
    world.archive.isAway = false;
    const jun = await world.connect("jun");
    await jun.send("fourth");
    expect(jun.of("ack")).toMatchObject([{ seq: 4 }]);
  });

  it("R2: nobody, the sender included, sees a message before storage has it", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    world.store.hold();
    await mina.send("wait for it");
    expect([...mina.of("ack"), ...mina.of("events"), ...jun.of("events")]).toEqual([]);
    world.store.release();
    await world.flush();
    expect(mina.of("ack")).toHaveLength(1);
    expect(jun.bodies()).toEqual(["wait for it"]);
  });

  it("R2: a write that storage refused is refused to the sender and shown to nobody; the next message reuses the number", async () => {
    const mina = await world.connect("mina");
    world.store.isAway = true;
    const lost = await mina.send("not kept");
    expect(mina.of("refused")).toMatchObject([{ clientId: lost, reason: "busy" }]);
    world.store.isAway = false;
    await mina.send("not kept", lost);
    expect(mina.of("ack")).toMatchObject([{ clientId: lost, seq: 1 }]);
    expect(mina.bodies()).toEqual(["not kept"]);
  });

  it("R2: a write that took effect although storage reported failure is one message, not two", async () => {
    const mina = await world.connect("mina");
    world.store.failAfterEffect = true;
    const id = await mina.send("kept after all");
    await mina.send("kept after all", id);
    await world.flush();
    expect(mina.of("ack")).toMatchObject([{ clientId: id, seq: 1 }]);
    expect(mina.bodies()).toEqual(["kept after all"]);
    expect(world.archivedBodies()).toEqual(["kept after all"]);
  });

  it("R3: a flush that fails after its commit is repeated without a second row", async () => {
    const mina = await world.connect("mina");
    world.archive.failAfterEffect = true;
    await mina.send("once");
    await world.flush();
    await world.clock.advance(1_000);
    expect(world.archive.count("append")).toBe(2);
    expect(world.archivedBodies()).toEqual(["once"]);
  });

  it("R3: unarchived events left by an eviction are archived on the alarm with nobody connected", async () => {
    const mina = await world.connect("mina");
    await mina.send("left behind");
    await world.restart();
    expect(world.archivedBodies()).toEqual([]);
    expect(world.store.alarmAt).toBeDefined();
    // The host clears an alarm before it rings.
    for (let i = 0; i < 2; i++) {
      world.store.alarmAt = undefined;
      await world.room.alarm();
      expect(world.archivedBodies()).toEqual(["left behind"]);
    }
    expect(world.store.alarmAt).toBeUndefined();
  });
});

describe("a repeated send", () => {
  it("R4: gets the first one's ack and is neither stored nor broadcast again", async () => {
    const mina = await world.connect("mina");
    const id = await mina.send("hello");
    for (const ms of [0, 31_000, 570_000]) {
      await world.clock.advance(ms);
      await mina.send("hello", id);
    }
    expect(mina.of("ack").map(({ seq }) => seq)).toEqual([1, 1, 1, 1]);
    expect(mina.bodies()).toEqual(["hello"]);
  });

  it("R4: while the first is still being written, waits for the same outcome", async () => {
    const mina = await world.connect("mina");
    world.store.hold();
    const id = await mina.send("hello");
    await mina.send("hello", id);
    world.store.release();
    await world.flush();
    expect(mina.of("ack")).toMatchObject([{ seq: 1 }, { seq: 1 }]);
    expect(mina.bodies()).toEqual(["hello"]);
  });

  it("R4: is recognized after an eviction and a flushed Redis, even if storage has deleted it", async () => {
    const mina = await world.connect("mina");
    const id = await mina.send("long ago");
    for (let i = 0; i < 200; i++) await mina.send(`filler ${i}`);
    await world.flush();
    expect(world.store.pairs.has("log:000000000001")).toBe(false);
    await world.restart();
    world.cache.wipe();
    const again = await world.connect("mina");
    await again.send("long ago", id);
    expect(again.of("ack")).toMatchObject([{ clientId: id, seq: 1 }]);
    expect(world.archive.count("find")).toBe(1);
  });

  it("R4: with the same clientId of another user is another message", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    const id = await mina.send("mine");
    await jun.send("yours", id);
    await world.flush();
    expect(world.archivedBodies()).toEqual(["mine", "yours"]);
  });

  it("R4: a first send makes no database query, awake or just woken", async () => {
    await say("mina", 150);
    await world.restart();
    await world.clock.advance(60_000);
    const mina = await world.connect("mina");
    await mina.send("new");
    expect(mina.of("ack")).toHaveLength(1);
    expect(world.archive.count("find")).toBe(0);
  });

  it("R3 R4: an id has one spelling: in capitals it is refused, since the archive would reject a second message", async () => {
    const mina = await world.connect("mina");
    const id = await mina.send("hello");
    await mina.send("hello", id.toUpperCase());
    await world.flush();
    expect(mina.of("refused")).toMatchObject([{ reason: "invalid" }]);
    expect(world.archivedBodies()).toEqual(["hello"]);
  });

  it("R4: with the archive unavailable, a send that only it could recognize is refused as busy, not accepted twice", async () => {
    const mina = await say("mina", 300);
    const id = world.archive.entries[0]?.clientId as string;
    await world.restart();
    const again = await world.connect("mina");
    world.archive.isAway = true;
    await again.send("mina 1", id);
    expect(again.of("refused")).toMatchObject([{ clientId: id, reason: "busy" }]);
    expect(mina.socket.closed).toBeDefined();
  });

  it("R4: an id from more than five minutes ahead is refused", async () => {
    const mina = await world.connect("mina");
    const id = await mina.send("from tomorrow", newId(world.clock.now() + 301_000));
    expect(mina.of("refused")).toMatchObject([{ clientId: id, reason: "invalid" }]);
  });
});

describe("resuming", () => {
  it("R5: a member who comes back gets only what they missed", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    await mina.send("one");
    jun.drop();
    await mina.send("two");
    expect(jun.bodies()).toEqual(["one"]);
    const back = await world.connect("jun", { after: 1 });
    expect(back.welcome).toMatchObject({ mode: "resumed", source: "memory", head: 2 });
    expect(back.bodies()).toEqual(["two"]);
  });

  for (const gap of [0, 1, 50, 51, 1_000]) {
    it(`R5: a gap of ${gap} is filled exactly from Redis's stream after a restart`, async () => {
      await say("mina", 1_000);
      await world.restart();
      const back = await world.connect("jun", { after: 1_000 - gap });
      expect(back.welcome).toMatchObject({ mode: "resumed", source: gap === 0 ? "memory" : "redis" });
      expect(seqs(back.events())).toEqual(upTo(1_000, 1_001 - gap));
    });
  }

  it("R5: with Redis empty the archive fills the gap, the first time and every time after", async () => {
    await say("mina", 60);
    await world.restart();
    world.cache.wipe();
    for (let i = 0; i < 3; i++) {
      const back = await world.connect("jun", { after: 10 });
      expect(back.welcome).toMatchObject({ mode: "resumed", source: "database" });
      expect(seqs(back.events())).toEqual(upTo(60, 11));
      back.drop();
    }
  });

  it("R5: a stale stream never causes a silent gap", async () => {
    await say("mina", 20);
    await world.restart();
    world.cache.stream = world.cache.stream.filter(({ seq }) => seq !== 15);
    const back = await world.connect("jun", { after: 10 });
    expect(back.welcome.source).toBe("database");
    expect(seqs(back.events())).toEqual(upTo(20, 11));
  });

  it("R5: too large a gap, and an `after` beyond the head, are a reset with a fresh window", async () => {
    await say("mina", 1_200);
    const far = await world.connect("jun", { after: 1 });
    expect(far.welcome).toMatchObject({ mode: "reset", head: 1_200 });
    expect(seqs(far.events())).toEqual(upTo(1_200, 1_151));
    const beyond = await world.connect("ara", { after: 1_201 });
    expect(beyond.welcome.mode).toBe("reset");
  });

  it("R5: events that arrive while a welcome is prepared are in it or after it, each once", async () => {
    const mina = await say("mina", 60);
    await world.restart();
    world.cache.hold();
    const jun = await world.connect("jun", { after: 10 });
    expect(jun.frames).toEqual([]);
    const ara = await world.connect("ara", { after: 60 });
    await ara.send("meanwhile");
    world.cache.release();
    await world.flush();
    await ara.send("afterwards");
    expect(seqs(jun.events())).toEqual(upTo(62, 11));
    expect(mina.socket.closed).toBeDefined();
  });

  it("R5: a welcome stays complete although memory changes while it is prepared", async () => {
    await say("mina", 60);
    await world.restart();
    const ara = await world.connect("ara", { after: 60 });
    world.cache.hold();
    const jun = await world.connect("jun", { after: 10 });
    for (let i = 0; i < 1_300; i++) await ara.send(`meanwhile ${i}`);
    await world.flush();
    world.cache.release();
    await world.flush();
    expect(jun.welcome).toMatchObject({ mode: "reset", head: 1_360 });
    expect(seqs(jun.events())).toEqual(upTo(1_360, 1_311));
  });

  it("R5: events that wait for their frame when somebody returns are in the welcome, and not sent again", async () => {
    for (let i = 0; i < 200; i++) await world.connect(`p${i}`);
    const mina = await world.connect("mina");
    await world.clock.advance(1_000);
    await mina.send("at once");
    await mina.send("waits for its frame");
    expect(mina.bodies()).toEqual(["at once"]);
    const jun = await world.connect("jun", { after: 0 });
    await world.clock.advance(1_000);
    expect(jun.bodies()).toEqual(["at once", "waits for its frame"]);
    expect(mina.bodies()).toEqual(["at once", "waits for its frame"]);
  });

  it("R5: sync answers with the missed events, and broadcasts do not overtake the answer", async () => {
    await say("mina", 60);
    await world.restart();
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    world.cache.hold();
    await jun.say({ type: "sync", after: 5 });
    await mina.send("meanwhile");
    world.cache.release();
    await world.flush();
    expect(seqs(jun.of("events").flatMap(({ events }) => events))).toEqual(upTo(61, 6));
  });

  it("R5: a socket that hibernated gets the next broadcast", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    await mina.send("before");
    await world.flush();
    await world.hibernate();
    await mina.send("after");
    expect(jun.bodies()).toEqual(["before", "after"]);
  });
});

describe("edits, deletes and reactions", () => {
  const as = async (name: string, role: "admin" | "member") => {
    const peer = await world.connect(name);
    peer.socket.guest.role = role;
    return peer;
  };
  const newest = (peer: TestPeer) => reduce([], peer.events(), 1_000);

  it("R6: are events with a seq of their own that everyone sees, and a fresh welcome shows their result", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    await mina.send("helo");
    await mina.send("wrong room");
    await mina.say({ type: "edit", clientId: newId(world.clock.now()), seq: 1, body: "hello" });
    await jun.say({ type: "react", clientId: newId(world.clock.now()), seq: 1, emoji: "👍", on: true });
    await mina.say({ type: "delete", clientId: newId(world.clock.now()), seq: 2 });
    expect(jun.events().map(({ kind, seq }) => [kind, seq])).toEqual([
      ["message", 1],
      ["message", 2],
      ["edit", 3],
      ["reaction", 4],
      ["delete", 5],
    ]);
    const fresh = await world.connect("ara");
    expect(fresh.welcome).toMatchObject({ head: 5, messages: newest(jun) });
    expect(newest(jun)).toMatchObject([
      { seq: 1, body: "hello", editedAt: expect.any(Number), reactions: { "👍": ["user-jun"] } },
      { seq: 2, body: "", deletedAt: expect.any(Number) },
    ]);
  });

  it("R6: are replayed on resume, from memory, Redis or the archive, with the same result", async () => {
    const mina = await say("mina", 5);
    await mina.say({ type: "edit", clientId: newId(world.clock.now()), seq: 2, body: "two" });
    await mina.say({ type: "delete", clientId: newId(world.clock.now()), seq: 3 });
    await mina.say({ type: "react", clientId: newId(world.clock.now()), seq: 4, emoji: "🎉", on: true });
    await world.flush();
    const before = reduce([], mina.events().slice(0, 5), 50);
    const whole = newest(mina);
    for (const source of ["memory", "redis", "database"]) {
      if (source === "database") world.cache.wipe();
      const back = await world.connect("jun", { after: 5 });
      expect(back.welcome).toMatchObject({ mode: "resumed", source });
      expect(reduce(before, back.events(), 50)).toEqual(whole);
      await world.restart();
    }
    for (const source of ["database", "redis"]) {
      const fresh = await world.connect("ara");
      expect(fresh.welcome).toMatchObject({ source, messages: whole });
      await world.restart();
    }
    expect(world.archive.snapshot()).toEqual(whole);
  });

  it("R6: apply to one's own messages, or anyone's for an admin; missing and deleted messages are not_found", async () => {
    const mina = await as("mina", "member");
    const jun = await as("jun", "member");
    const boss = await as("boss", "admin");
    await mina.send("mine");
    const frame = (type: "edit" | "delete" | "react", seq: number) =>
      ({ type, clientId: newId(world.clock.now()), seq, body: "changed", emoji: "👍", on: true }) as ClientFrame;
    await jun.say(frame("edit", 1));
    await jun.say(frame("delete", 1));
    await jun.say(frame("edit", 9));
    expect(jun.of("refused").map(({ reason }) => reason)).toEqual(["forbidden", "forbidden", "not_found"]);
    await jun.say(frame("react", 1));
    await boss.say(frame("edit", 1));
    await boss.say(frame("delete", 1));
    await mina.say(frame("edit", 1));
    await jun.say(frame("react", 1));
    await jun.say(frame("react", 2));
    expect(mina.of("refused")).toMatchObject([{ reason: "not_found" }]);
    expect(jun.of("refused").slice(3)).toMatchObject([{ reason: "not_found" }, { reason: "not_found" }]);
    expect(newest(mina)).toMatchObject([{ body: "", deletedAt: expect.any(Number) }]);
  });

  it("R6: the author of a message older than the window, but still in memory, does not depend on later writers", async () => {
    const mina = await as("mina", "member");
    const jun = await as("jun", "member");
    await mina.send("mina's");
    await jun.send("jun's");
    const amend = (type: "edit" | "delete", seq: number) =>
      ({ type, clientId: newId(world.clock.now()), seq, body: "changed" }) as ClientFrame;
    for (let i = 0; i < 60; i++) await jun.send(`later ${i}`);
    for (const type of ["edit", "delete"] as const) await jun.say(amend(type, 1));
    expect(jun.of("refused").map(({ reason }) => reason)).toEqual(["forbidden", "forbidden"]);
    await mina.say(amend("edit", 1));
    await mina.say(amend("delete", 1));
    await mina.say(amend("edit", 1));
    expect(mina.of("refused").map(({ reason }) => reason)).toEqual(["not_found"]);
    await world.flush();
    expect(world.archive.entries.slice(62).map(({ event }) => event)).toMatchObject([
      { kind: "edit", target: 1 },
      { kind: "delete", target: 1 },
    ]);
  });

  it("R4 R6: repeated with the same clientId they happen once", async () => {
    const mina = await say("mina", 1);
    const edit = { type: "edit", clientId: newId(world.clock.now()), seq: 1, body: "once" } as const;
    for (let i = 0; i < 3; i++) await mina.say(edit);
    await world.flush();
    await world.restart();
    const again = await world.connect("mina");
    await again.say(edit);
    expect(again.of("ack")).toMatchObject([{ clientId: edit.clientId, seq: 2 }]);
    expect(world.archive.entries).toHaveLength(2);
  });

  it("R6: an edit based on an outdated text is refused, with the message in memory or in the archive", async () => {
    const mina = await say("mina", 80);
    const edit = (seq: number, body: string, replaces?: number) =>
      ({ type: "edit", clientId: newId(world.clock.now()), seq, body, replaces }) as const;
    const reasons = (peer: TestPeer) => peer.of("refused").map(({ reason }) => reason);
    for (const seq of [80, 3]) {
      const [before, refused] = [mina.events().length, reasons(mina).length];
      const newest = () => mina.events().at(-1) as Extract<Event, { kind: "edit" }>;
      await mina.say(edit(seq, "phone", 0));
      world.clock.advance(10_000);
      await mina.say(edit(seq, "laptop, offline since before", 0));
      expect(reasons(mina).slice(refused)).toEqual(["changed"]);
      await mina.say(edit(seq, "laptop", newest().at));
      // An equal text loses nothing, and older clients do not send the text they replace.
      world.clock.advance(10_000);
      await mina.say(edit(seq, "laptop", 0));
      await mina.say(edit(seq, "old client"));
      expect(reasons(mina).slice(refused)).toEqual(["changed"]);
      const bodies = mina
        .events()
        .slice(before)
        .map((event) => "body" in event && event.body);
      expect(bodies).toEqual(["phone", "laptop", "laptop", "old client"]);
      await world.flush();
    }
  });

  it("R6: a message older than memory is read from the archive, with the unarchived events applied", async () => {
    const mina = await say("mina", 80);
    await world.restart();
    const again = await world.connect("mina");
    await world.connect("jun");
    world.archive.calls = [];
    await again.say({ type: "delete", clientId: newId(world.clock.now()), seq: 3 });
    expect(again.of("ack")).toMatchObject([{ seq: 81 }]);
    expect(world.archive.calls).toEqual(["message"]);
    await again.say({ type: "edit", clientId: newId(world.clock.now()), seq: 3, body: "too late" });
    expect(again.of("refused")).toMatchObject([{ reason: "not_found" }]);
    world.archive.isAway = true;
    await again.say({ type: "delete", clientId: newId(world.clock.now()), seq: 4 });
    expect(again.of("refused")[1]).toMatchObject({ reason: "busy" });
    expect(mina.socket.closed).toBeDefined();
  });

  it("C3 R6: an edit that Redis lacks is noticed, and the stale list is never served", async () => {
    const mina = await say("mina", 3);
    world.cache.isAway = true;
    await mina.say({ type: "edit", clientId: newId(world.clock.now()), seq: 2, body: "new" });
    await world.flush();
    await world.restart();
    world.cache.isAway = false;
    const fresh = await world.connect("jun");
    expect(fresh.welcome).toMatchObject({ source: "database", head: 4 });
    expect(fresh.welcome.mode === "fresh" && fresh.welcome.messages[1]?.body).toBe("new");
    expect(world.cache).toMatchObject({ asOf: 4 });
    expect(world.cache.messages[1]?.body).toBe("new");
  });

  it("R6 C2: Redis's list has the edited state of the messages in it", async () => {
    const mina = await say("mina", 3);
    await mina.say({ type: "edit", clientId: newId(world.clock.now()), seq: 2, body: "new" });
    await world.flush();
    expect(world.cache.messages.map(({ body }) => body)).toEqual(["mina 1", "new", "mina 3"]);
    expect(world.cache.asOf).toBe(4);
  });

  it("C3: a write to Redis that took effect and still failed is repaired, not repeated for ever", async () => {
    const mina = await say("mina", 3);
    world.cache.failAfterEffect = true;
    await mina.send("fourth");
    await world.flush();
    await world.clock.advance(2_000);
    expect(world.cache.count("rewrite")).toBe(1);
    expect(seqs(world.cache.messages)).toEqual(upTo(4));
    expect(world.clock.pending).toBe(0);
  });

  it("B1: a flush with edits is one request to each store too", async () => {
    const mina = await say("mina", 10);
    world.archive.calls = [];
    world.cache.calls = [];
    for (let i = 1; i <= 10; i++)
      await mina.say({ type: "react", clientId: newId(world.clock.now()), seq: i, emoji: "👍", on: true });
    await world.flush();
    expect(world.archive.calls).toEqual(["append"]);
    expect(world.cache.calls).toEqual(["append"]);
  });
});

describe("the recent 50 messages", () => {
  it("C1: come from memory, else Redis, else the archive with a warm-up", async () => {
    await say("mina", 70);
    expect((await world.connect("a")).welcome).toMatchObject({ mode: "fresh", source: "memory" });
    await world.restart();
    const hit = await world.connect("b");
    expect(hit.welcome.source).toBe("redis");
    expect(seqs(hit.events())).toEqual(upTo(70, 21));
    await world.restart();
    world.cache.wipe();
    const miss = await world.connect("c");
    expect(miss.welcome.source).toBe("database");
    expect(seqs(miss.events())).toEqual(upTo(70, 21));
    expect(seqs(world.cache.messages)).toEqual(upTo(70, 21));
  });

  it("C1: a thousand joins at once on a cold room cost one read", async () => {
    await say("mina", 70);
    await world.restart();
    world.cache.wipe();
    world.cache.calls = [];
    world.archive.calls = [];
    world.cache.hold();
    const joining = Array.from({ length: 1_000 }, (_, i) => world.connect(`p${i}`));
    await Promise.resolve();
    world.cache.release();
    const peers = await Promise.all(joining);
    await world.flush();
    expect(peers.every((peer) => peer.events().length === 50)).toBe(true);
    expect(world.cache.count("read")).toBe(1);
    expect(world.archive.calls).toEqual(["recent"]);
  });

  it("C3: a list that missed a write is not served, and is rebuilt", async () => {
    await say("mina", 5);
    world.cache.messages = world.cache.messages.slice(0, 3);
    world.cache.asOf = 3;
    await world.restart();
    const jun = await world.connect("jun");
    expect(jun.welcome.source).toBe("database");
    expect(seqs(world.cache.messages)).toEqual(upTo(5));
  });

  it("C3: Redis wiped between two flushes is noticed and rebuilt by the next one", async () => {
    const mina = await say("mina", 60);
    world.cache.wipe();
    await mina.send("after the wipe");
    await world.flush();
    expect(seqs(world.cache.messages)).toEqual(upTo(61, 12));
  });
});

describe("when stores are unavailable", () => {
  it("C4: Redis unavailable: sending, broadcasting and archiving continue, and joins are served from the archive", async () => {
    const mina = await say("mina", 3);
    world.cache.isAway = true;
    await mina.send("still here");
    await world.flush();
    expect(mina.of("ack")).toHaveLength(4);
    expect(world.archivedBodies()).toHaveLength(4);
    await world.restart();
    expect((await world.connect("jun")).welcome).toMatchObject({ source: "database", head: 4 });
    world.cache.isAway = false;
    await world.clock.advance(15_000);
    const again = await world.connect("jun");
    await again.send("back");
    await world.flush();
    expect(seqs(world.cache.messages)).toEqual(upTo(5));
  });

  it("C4: both unavailable: the room accepts, broadcasts and acks; once they are back, all events are archived in order, once", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    world.archive.isAway = world.cache.isAway = true;
    for (let i = 1; i <= 700; i++) await mina.send(`m${i}`);
    await world.clock.advance(60_000);
    expect(mina.of("ack")).toHaveLength(700);
    expect(jun.bodies()).toHaveLength(700);
    expect(world.warnings).toHaveLength(2);
    world.archive.isAway = world.cache.isAway = false;
    await world.clock.advance(10_000);
    expect(seqs(world.archive.entries.map(({ event }) => event))).toEqual(upTo(700));
    expect(seqs(world.cache.messages)).toEqual(upTo(700, 651));
  });

  it("C4: a full log refuses with busy and drops nothing", async () => {
    const mina = await world.connect("mina");
    world.archive.isAway = true;
    for (let i = 0; i < OUTBOX_MAX; i++) {
      void world.room.receive(
        mina.socket,
        JSON.stringify({ type: "send", clientId: newId(world.clock.now()), body: "x" }),
      );
    }
    await world.clock.advance(1);
    for (let i = 0; i < 20; i++) await world.clock.advance(1);
    expect(mina.of("ack")).toHaveLength(OUTBOX_MAX);
    await mina.send("one too many");
    expect(mina.of("refused")).toMatchObject([{ reason: "busy" }]);
    world.archive.isAway = false;
    await world.clock.advance(60_000);
    expect(world.archive.entries).toHaveLength(OUTBOX_MAX);
    await mina.send("room again");
    expect(mina.of("ack").at(-1)).toMatchObject({ seq: OUTBOX_MAX + 1 });
  }, 60_000);
});

describe("behind the gateway", () => {
  it("D1: a ticket opens one socket, not two", async () => {
    const ticketId = newId();
    await world.connect("mina", { ticketId });
    expect((await world.connect("thief", { ticketId })).closed).toBe(4001);
  });

  it("D4: any client input gets a typed refusal and the socket stays open; nobody else notices", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    const before = jun.frames.length;
    const id = newId();
    const bad = [
      "",
      "null",
      "[]",
      "{",
      '{"type":"nope"}',
      '{"type":"send"}',
      `{"type":"send","clientId":"x","body":"hi"}`,
    ];
    for (const text of bad) await mina.say(text);
    await mina.say(JSON.stringify({ type: "send", clientId: id, body: "   " }));
    await mina.say(JSON.stringify({ type: "send", clientId: id, body: "nul \0" }));
    await mina.say(`{"type":"send","clientId":"${id}","body":"\\ud800"}`);
    expect(mina.of("refused").map(({ reason }) => reason)).toEqual(Array(10).fill("invalid"));
    await mina.say(JSON.stringify({ type: "send", clientId: id, body: "가".repeat(4_001) }));
    await mina.say("x".repeat(37_000));
    expect(mina.of("refused").slice(10)).toEqual([
      { type: "refused", reason: "too_long", clientId: id },
      { type: "refused", reason: "too_long" },
    ]);
    await mina.send("가".repeat(4_000));
    expect(mina.of("ack")).toHaveLength(1);
    expect(jun.frames).toHaveLength(before + 1);
  });

  it("D5: a user who sends too fast is refused with a retry time; others are not slowed", async () => {
    world.limits = { rate: 10, burst: 20 };
    await world.restart();
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    for (let i = 0; i < 21; i++) await mina.send(`fast ${i}`);
    await jun.send("calm");
    expect(mina.of("ack")).toHaveLength(20);
    expect(mina.of("refused")).toMatchObject([{ reason: "rate_limited", retryAfterMs: 100 }]);
    expect(jun.of("ack")).toHaveLength(1);
    await world.clock.advance(100);
    await mina.send("patient");
    expect(mina.of("ack")).toHaveLength(21);
  });
});

describe("costs", () => {
  it("B1: a send costs one storage write and no outgoing call before its ack", async () => {
    const mina = await world.connect("mina");
    world.store.calls = [];
    world.archive.calls = [];
    world.cache.calls = [];
    await mina.send("cheap");
    expect(mina.of("ack")).toHaveLength(1);
    expect(world.store.count("put")).toBe(1);
    expect([...world.archive.calls, ...world.cache.calls]).toEqual([]);
  });

  it("B1 B3: a single message is written at once; those of a burst share writes, in their order", async () => {
    world.writeGapMs = 5;
    await world.restart();
    const mina = await world.connect("mina");
    world.store.calls = [];
    await mina.send("alone");
    expect(mina.of("ack")).toHaveLength(1);
    for (let i = 0; i < 300; i++) await mina.send(`burst ${i}`);
    expect(mina.of("ack")).toHaveLength(1);
    await world.clock.advance(20);
    expect(mina.of("ack").map(({ seq }) => seq)).toEqual(upTo(301));
    expect(world.store.count("put")).toBe(2);
  });

  it("B1: a flush is one request to each store, whatever the batch, within 200 ms of the first event", async () => {
    const mina = await world.connect("mina");
    for (let i = 0; i < 400; i++) await mina.send(`m${i}`);
    expect(world.archive.count("append")).toBe(0);
    await world.clock.advance(200);
    expect(world.archive.count("append")).toBe(1);
    expect(world.cache.count("append")).toBe(1);
    expect(world.archive.entries).toHaveLength(400);
  });

  it("B1: 500 waiting events flush at once", async () => {
    const mina = await world.connect("mina");
    for (let i = 0; i < 500; i++) await mina.send(`m${i}`);
    expect(world.archive.entries).toHaveLength(500);
    expect(world.archive.count("append")).toBe(1);
  });

  it("B2: a quiet room has no timer, and does nothing but wake for one alarm after its last message", async () => {
    await say("mina", 3);
    expect(world.clock.pending).toBe(0);
    expect(world.store.alarmAt).toBeLessThanOrEqual(world.clock.now() + 90_000);
    world.store.alarmAt = undefined;
    await world.room.alarm();
    expect([world.clock.pending, world.store.alarmAt]).toEqual([0, undefined]);
    const calls = () => world.store.calls.length + world.archive.calls.length + world.cache.calls.length;
    const before = calls();
    await world.clock.advance(60_000);
    expect(calls()).toBe(before);
  });

  it("B3: a single message leaves at once; a burst shares frames", async () => {
    const peers = [];
    for (let i = 0; i < 200; i++) peers.push(await world.connect(`p${i}`));
    const [mina, jun] = peers as [Awaited<ReturnType<typeof world.connect>>, Awaited<ReturnType<typeof world.connect>>];
    await world.clock.advance(1_000);
    await mina.send("alone");
    expect(jun.of("events")).toHaveLength(1);
    await world.clock.advance(1_000);
    for (let i = 0; i < 40; i++) await mina.send(`burst ${i}`);
    await world.clock.advance(1_000);
    expect(jun.bodies()).toHaveLength(41);
    expect(jun.of("events").length).toBeLessThanOrEqual(4);
  });
});

describe("a socket that does not read", () => {
  const flood = async (peer: TestPeer, megabytes: number) => {
    const body = "x".repeat(4_000);
    for (let i = 0; i < megabytes * 250; i++) await peer.send(body);
  };

  it("B3: is closed before it costs more than its share, and resumes where it was", async () => {
    const mina = await world.connect("mina");
    const slow = await world.connect("slow");
    await world.clock.advance(1_000);
    await flood(mina, 16.8);
    await world.clock.advance(5_000);
    expect(slow.closed).toBe(1013);
    expect(mina.socket.closed).toBeUndefined();
    expect(mina.of("online").at(-1)?.left).toEqual(["user-slow"]);
    const seen = slow.events().at(-1)?.seq ?? 0;
    expect(seen).toBeLessThan(4_200);
    const back = await world.connect("slow", { after: seen });
    expect(seqs(back.events())).toEqual(upTo(4_200, seen + 1));
  });

  it("B3: a client that reports from time to time how far it has read stays", async () => {
    const mina = await world.connect("mina");
    const reader = await world.connect("reader");
    for (let i = 0; i < 3; i++) {
      await flood(mina, 8);
      await reader.say({ type: "read", seq: reader.events().at(-1)?.seq ?? 0 });
    }
    expect(reader.socket.closed).toBeUndefined();
    expect(reader.events()).toHaveLength(6_000);
  });
});

describe("presence", () => {
  it("two tabs are one person, and arrivals and departures are broadcast", async () => {
    const mina = await world.connect("mina");
    const tab1 = await world.connect("jun");
    const tab2 = await world.connect("jun");
    await world.clock.advance(200);
    expect(tab2.welcome.online.map(({ username }) => username).sort()).toEqual(["jun", "mina"]);
    tab1.drop();
    await world.clock.advance(5_000);
    expect(mina.of("online").flatMap(({ left }) => left)).toEqual([]);
    tab2.drop();
    await world.clock.advance(5_000);
    const joined = mina.of("online").flatMap((frame) => frame.joined.map(({ username }) => username));
    expect(joined).toEqual(["jun"]);
    expect(mina.of("online").flatMap(({ left }) => left)).toEqual(["user-jun"]);
  });

  const left = (peer: TestPeer) => peer.of("online").flatMap((frame) => frame.left);

  it.each([0, 1_000, 3_000])("a connection that breaks and is back after %i ms is not broadcast", async (ms) => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    await world.clock.advance(200);
    const before = mina.of("online").length;
    for (let i = 0, tab = jun; i < 3; i++) {
      tab.drop();
      await world.clock.advance(ms);
      expect((await world.connect("sora")).welcome.online.map(({ id }) => id)).toContain("user-jun");
      tab = await world.connect("jun");
    }
    await world.clock.advance(10_000);
    const told = mina.of("online").slice(before);
    expect(told.flatMap((frame) => [...frame.joined.map(({ id }) => id), ...frame.left])).toEqual(["user-sora"]);
  });

  it("a user whose connection breaks leaves after some seconds, but stops typing at once", async () => {
    const mina = await world.connect("mina");
    const jun = await world.connect("jun");
    await jun.say({ type: "typing", on: true });
    await world.clock.advance(500);
    expect(mina.of("typing").at(-1)?.userIds).toEqual(["user-jun"]);
    jun.drop();
    await world.clock.advance(500);
    expect([mina.of("typing").at(-1)?.userIds, left(mina)]).toEqual([[], []]);
    await world.clock.advance(4_000);
    expect(left(mina)).toEqual(["user-jun"]);
  });

  it.each<RoomCommand>([
    { type: "close", users: ["user-jun"], why: "kicked" },
    { type: "close", users: ["user-jun"], why: "banned" },
    { type: "close", users: ["user-jun"], why: "left" },
    { type: "close", sessions: ["session-jun"] },
  ])("a user who is closed out, as by %j, leaves at once", async (command) => {
    const mina = await world.connect("mina");
    await world.connect("jun");
    await world.clock.advance(200);
    await world.room.handleCommands({ id: newId(), expiresAt: world.clock.now() + 30_000, commands: [command] });
    await world.clock.advance(100);
    expect(left(mina)).toEqual(["user-jun"]);
  });
});
