import { beforeEach, describe, expect, it } from "vitest";
import { reduce } from "@/lib/events/reduce";
import { newId } from "@/lib/shared/ids";
import { amendments, command, done, edit, line } from "@/tests/harness/commands";
import { settle } from "@/tests/harness/fakes/clock";
import { type TestPeer, TestRoom } from "@/tests/harness/room";
import { OUTBOX_MAX } from "./log/event-log";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

const reasons = (peer: TestPeer) => peer.of("refused").map(({ reason }) => reason);

describe("a system message", () => {
  it("R2 R3: is durable, numbered, broadcast and archived like any message, with its data", async () => {
    const mina = await world.connect("mina");
    await mina.send("before");
    expect(await command(world, line(world, "joined"))).toEqual(done(0));
    await mina.send("after");
    expect(mina.events()).toMatchObject([
      { seq: 1 },
      { seq: 2, body: "mina joined jun", notice: { what: "joined" } },
      { seq: 3 },
    ]);
    await world.flush();
    expect(world.archive.entries[1]).toMatchObject({ by: "user-mina", event: { seq: 2, notice: { what: "joined" } } });
    expect(world.cache.messages[1]).toMatchObject({ notice: { what: "joined", who: { id: "user-jun" } } });
    await world.restart();
    const fresh = await world.connect("sora");
    expect(fresh.events()[1]).toEqual(mina.events()[1]);
  });

  it("R4: is appended once for a repeated command, also after an eviction and once storage has deleted it", async () => {
    const mina = await world.connect("mina");
    const joined = line(world, "joined");
    await command(world, joined);
    await command(world, joined);
    await world.hibernate();
    await command(world, joined);
    for (let i = 0; i < 200; i++) await mina.send(`filler ${i}`);
    await world.flush();
    expect(world.store.pairs.has("log:000000000001")).toBe(false);
    await world.restart();
    expect(await command(world, joined)).toEqual(done(0));
    await world.flush();
    expect(world.archivedBodies().filter((body) => body === "mina joined jun")).toHaveLength(1);
  });

  it("R4: while the first is still being written, the second waits for the same outcome", async () => {
    await world.connect("mina");
    world.store.hold();
    const joined = line(world, "joined");
    const answers = [command(world, joined), command(world, joined)];
    await settle();
    world.store.release();
    await world.flush();
    expect(await Promise.all(answers)).toEqual([done(0), done(0)]);
    await world.flush();
    expect(world.archivedBodies()).toEqual(["mina joined jun"]);
  });

  it("is not rate limited, and is busy if the log is full or the room cannot start; the other commands are handled", async () => {
    world.limits = { rate: 1, burst: 1 };
    await world.restart();
    for (let i = 0; i < 5; i++) expect(await command(world, line(world, "joined"))).toEqual(done(0));
    world.store.pairs.clear();
    await world.restart();
    world.archive.isAway = true;
    expect(await command(world, line(world, "kicked"), { type: "open", isReadOnly: true, recheck: false })).toEqual({
      status: "busy",
    });
    expect(world.store.pairs.get("state")).toMatchObject({ isReadOnly: true });
  });

  it("C4: a full log refuses a system message too", async () => {
    const mina = await world.connect("mina");
    world.archive.isAway = true;
    for (let i = 0; i < OUTBOX_MAX; i++) {
      const send = { type: "send", clientId: newId(world.clock.now()), body: "x" };
      void world.room.receive(mina.socket, JSON.stringify(send));
    }
    await world.flush();
    expect(mina.of("ack")).toHaveLength(OUTBOX_MAX);
    expect(await command(world, line(world, "joined"))).toEqual({ status: "busy" });
  });

  it("D4: cannot be edited, deleted or reacted to, not even by its author or the owner", async () => {
    const mina = await world.connect("mina");
    const owner = await world.connect("sora", { guest: { role: "owner" } });
    await command(world, line(world, "renamed"));
    for (const peer of [mina, owner]) for (const frame of amendments(world, 1)) await peer.say(frame);
    expect([...reasons(mina), ...reasons(owner)]).toEqual(Array(6).fill("forbidden"));
    await world.flush();
    await world.restart();
    world.store.pairs.clear();
    const later = await world.connect("mina");
    await later.say(edit(world, 1));
    expect(reasons(later)).toEqual(["forbidden"]);
  });

  it("R6: with system messages in between, events applied to an old window give the same as a new window", async () => {
    const mina = await world.connect("mina");
    await mina.send("one");
    await command(world, line(world, "joined"));
    const before = reduce([], mina.events(), 50);
    await mina.say(edit(world, 1));
    await command(world, line(world, "left"));
    const back = await world.connect("jun", { after: 2 });
    expect(reduce(before, back.events(), 50)).toEqual((await world.connect("ara")).events());
  });
});
