/** Bugs found by the simulation, as plain tests: each of these was a run that broke a rule. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Event, Message } from "@/lib/protocol/room";
import { recentCache } from "@/lib/server/redis/recent";
import { newId } from "@/lib/shared/ids";
import { settle } from "@/tests/harness/fakes/clock";
import { type TestPeer, TestRoom } from "@/tests/harness/room";
import { SimRedis } from "./redis";

let world: TestRoom;
beforeEach(() => {
  world = new TestRoom();
});

async function say(name: string, count: number): Promise<TestPeer> {
  const peer = await world.connect(name);
  for (let i = 1; i <= count; i++) await peer.send(`${name} ${i}`);
  await world.flush();
  return peer;
}

describe("storage that fails", () => {
  it("R3: an event that it kept although the write failed has an alarm, which archives it", async () => {
    const mina = await world.connect("mina");
    await mina.send("one");
    world.store.failAfterEffect = true;
    await mina.send("two");
    await world.flush();
    expect(world.archivedBodies()).not.toContain("two");
    expect(world.store.alarmAt).toBeDefined();
    await world.restart();
    await world.room.alarm();
    expect(world.archivedBodies()).toEqual(["one", "two"]);
  });

  it("R3 R4: a flush started before the failure never moves the archive's mark back", async () => {
    const mina = await world.connect("mina");
    const append = world.archive.append.bind(world.archive);
    let answer = () => {};
    world.archive.append = async (batch) => {
      world.archive.append = append;
      const head = await append(batch);
      await new Promise<void>((go) => {
        answer = go;
      });
      return head;
    };
    await mina.send("one");
    await world.flush();
    world.store.isAway = true;
    const id = await mina.send("two");
    world.store.isAway = false;
    await mina.send("two", id);
    await world.flush();
    answer();
    await world.flush();
    await world.flush();
    expect(world.archivedBodies()).toEqual(["one", "two"]);
    expect(world.store.pairs.get("archived")).toMatchObject({ seq: 2 });
  });

  it("B1: once storage has the mark after all, a flush takes 200 ms again", async () => {
    const mina = await world.connect("mina");
    await mina.send("one");
    const { put } = world.store;
    world.store.put = async () => {
      world.store.put = put;
      throw new Error("storage refused");
    };
    await world.flush();
    expect(world.store.put).toBe(put);
    await world.flush();
    expect(world.store.pairs.get("archived")).toMatchObject({ seq: 1 });
    await mina.send("two");
    await world.clock.advance(200);
    expect(world.archivedBodies()).toEqual(["one", "two"]);
  });

  it("R5: a client that was being welcomed meanwhile does not get the old head", async () => {
    await say("mina", 60);
    await world.restart();
    const mina = await world.connect("mina");
    world.cache.hold();
    const jun = await world.connect("jun", { after: 10 });
    world.store.failAfterEffect = true;
    await mina.send("kept");
    await mina.send("next");
    world.cache.release();
    await world.flush();
    await mina.send("last");
    expect(mina.bodies().slice(-3)).toEqual(["kept", "next", "last"]);
    const seqs = jun.frames.some(({ type }) => type === "welcome") ? jun.events().map(({ seq }) => seq) : [];
    expect(seqs).toEqual(jun.closed === 1013 ? [] : Array.from({ length: 53 }, (_, i) => i + 11));
  });
});

it("R5: a message that becomes durable in the same turn as a welcome is sent once", async () => {
  await say("mina", 60);
  for (let hops = 0; hops < 12; hops++) {
    await world.restart();
    const mina = await world.connect("mina");
    world.cache.hold();
    const jun = await world.connect("jun", { after: 50 });
    world.store.hold();
    await mina.send("at the same time");
    world.store.release();
    for (let i = 0; i < hops; i++) await Promise.resolve();
    world.cache.release();
    await world.flush();
    const seqs = jun.events().map(({ seq }) => seq);
    expect(seqs, `${hops} hops`).toEqual(Array.from({ length: 11 + hops }, (_, i) => i + 51));
  }
});

it("R4: a send from a clock that is ahead is recognized although the host's own clock has stepped back since", async () => {
  const mina = await world.connect("mina");
  const ahead = await mina.send("almost too far ahead", newId(world.clock.now() + 299_000));
  for (let i = 0; i < 200; i++) await mina.send(`filler ${i}`);
  await world.flush();
  const { now } = world.clock;
  world.clock.now = () => now.call(world.clock) - 2_000;
  await mina.send("almost too far ahead", ahead);
  await world.restart();
  expect(world.store.pairs.has("log:000000000001")).toBe(false);
  const again = await world.connect("mina");
  await again.send("almost too far ahead", ahead);
  for (const peer of [mina, again]) {
    expect(peer.of("refused")).toEqual([]);
    expect(peer.of("ack").at(-1)).toMatchObject({ clientId: ahead, seq: 1 });
  }
});

it("R4: a send is recognized on the third host too, although the second one's clock was behind", async () => {
  const newHost = async () => {
    world.store.pairs.clear();
    await world.restart();
    return world.connect("mina");
  };
  const mina = await world.connect("mina");
  const ahead = await mina.send("from a clock that is ahead", newId(world.clock.now() + 299_000));
  await world.flush();
  const second = await newHost();
  const { now } = world.clock;
  world.clock.now = () => now.call(world.clock) - 2_000;
  await second.send("from a clock that is behind");
  world.clock.now = now;
  await world.flush();
  const third = await newHost();
  await third.send("from a clock that is ahead", ahead);
  await world.flush();
  expect(third.of("ack")).toMatchObject([{ clientId: ahead, seq: 1 }]);
  expect(world.archive.entries).toHaveLength(2);
});

it("R3: an event that is written while the alarm's work ends has an alarm of its own", async () => {
  const mina = await world.connect("mina");
  await mina.send("one");
  world.archive.hold();
  world.store.alarmAt = undefined;
  const ringing = world.room.alarm();
  const put = world.store.put.bind(world.store);
  let goOn = () => {};
  world.store.put = async (pairs) => {
    if (Object.values(pairs).some((row) => (row as unknown[]).length === 2))
      await new Promise<void>((go) => {
        goOn = go;
      });
    return put(pairs);
  };
  await mina.send("two");
  world.archive.release();
  await ringing;
  goOn();
  await settle();
  expect(mina.of("ack")).toHaveLength(2);
  expect(world.archivedBodies()).toEqual(["one"]);
  expect(world.store.alarmAt).toBeDefined();
});

it("R4 R6: a delete repeated during the query for its message is acked like the first", async () => {
  await say("mina", 80);
  await world.restart();
  const mina = await world.connect("mina");
  const remove = { type: "delete", clientId: newId(world.clock.now()), seq: 3 } as const;
  const answers: Array<() => void> = [];
  const message = world.archive.message.bind(world.archive);
  world.archive.message = async (seq) => {
    await new Promise<void>((go) => answers.push(go));
    return message(seq);
  };
  await mina.say(remove);
  await mina.say(remove);
  for (const answer of answers) {
    answer();
    await world.flush();
  }
  expect(answers).toHaveLength(2);
  expect(mina.of("refused")).toEqual([]);
  expect(mina.of("ack")).toMatchObject([{ seq: 81 }, { seq: 81 }]);
});

it("C3 R6: a list that missed an edit is incomplete, even with a later message in it", async () => {
  const cache = recentCache(
    new SimRedis().client((_, effect) => Promise.resolve(effect())),
    "",
    "room",
  );
  const message = (seq: number): Message => ({
    ...{ kind: "message", seq, clientId: newId(), author: { id: "a", username: "a" }, body: `m${seq}`, sentAt: seq },
  });
  const edit: Event = { kind: "edit", seq: 4, target: 2, body: "edited", by: "a", at: 4 };
  const before = [message(1), message(2), message(3)];
  await cache.rewrite(before, before, 3);
  expect(await cache.append({ events: [message(5)], since: edit.seq, prev: 3 })).toBe(false);
  expect(await cache.read()).toMatchObject({ messages: undefined });
});
