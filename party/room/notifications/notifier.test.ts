import { beforeEach, describe, expect, it } from "vitest";
import { WATCH_TTL_MS } from "@/lib/protocol/inbox";
import type { RoomCommand } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import { settle } from "@/tests/harness/fakes/clock";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
let mina: TestPeer;
beforeEach(async () => {
  world = new TestRoom();
  mina = await world.connect("mina");
});

const watch = (userId: string, askedAt = world.clock.now()) => world.room.watch({ userId, askedAt });
const command = (...commands: RoomCommand[]) =>
  world.room.handleCommands({ id: newId(), expiresAt: world.clock.now() + 30_000, commands });
const toldTo = (userId: string) => world.inboxes.told.filter((each) => each.userId === userId).map(({ news }) => news);
const seqsTold = (userId: string) => toldTo(userId).flatMap(({ messages }) => messages.map(({ seq }) => seq));
/** Until everything that waits for a round or a flush has happened. */
const quiet = () => world.clock.advance(10_000);
const manyWatch = async (count: number) => {
  for (let i = 0; i < count; i++) await watch(`w${i}`);
};
/** Waits until a whole round has been sent. */
const told = async () => {
  for (let i = 0; i < 40; i++) await settle();
};
/** Lets time pass, with the alarm ringing when due. Returns the calls of each ring, without rings that made none. */
async function pass(ms: number, { inboxes }: Pick<TestRoom, "inboxes"> = world): Promise<number[]> {
  const calls: number[] = [];
  const { calls: made } = inboxes;
  for (const end = world.clock.now() + ms; world.clock.now() < end; ) {
    await world.clock.advance(100);
    await told();
    if ((world.store.alarmAt ?? Number.POSITIVE_INFINITY) > world.clock.now()) continue;
    world.store.alarmAt = undefined;
    const before = made.length;
    const ringing = world.room.alarm();
    await told();
    await ringing;
    if (made.length > before) calls.push(made.length - before);
  }
  return calls;
}
/** The sweep's alarm is further away. */
const isAlarmSoon = () => (world.store.alarmAt ?? Number.POSITIVE_INFINITY) < world.clock.now() + 10_000;
const keptPosition = () => world.store.pairs.get("told");
const watchers = () => [...world.store.pairs.keys()].filter((key) => key.startsWith("watcher:"));

describe("news", () => {
  it("the first thing is told at once, what follows a second later and together, each message once", async () => {
    expect(await watch("w")).toEqual({ since: 0, head: 0, online: 1, messages: [], deleted: [] });
    await mina.send("one");
    expect(seqsTold("w")).toEqual([1]);
    for (const body of ["two", "three"]) await mina.send(body);
    await world.clock.advance(900);
    expect(toldTo("w")).toHaveLength(1);
    await world.clock.advance(101);
    expect(toldTo("w").slice(1)).toMatchObject([{ since: 1, head: 3, last: { author: "mina", body: "three" } }]);
    expect(seqsTold("w")).toEqual([1, 2, 3]);
  });

  it("B2: a quiet room calls nobody and has no timer; one that nobody watches neither while people talk", async () => {
    for (let i = 0; i < 3; i++) await mina.send(`m${i}`);
    await quiet();
    expect([world.inboxes.calls, world.clock.pending]).toEqual([[], 0]);
    await watch("w");
    await mina.send("news");
    await quiet();
    const calls = world.inboxes.calls.length;
    expect([calls, world.clock.pending]).toEqual([1, 0]);
    await world.clock.advance(WATCH_TTL_MS / 2);
    expect([world.inboxes.calls.length, world.clock.pending]).toEqual([calls, 0]);
  });

  it("B1: a watcher costs one write, and none when said again soon; telling costs none", async () => {
    await mina.send("before");
    await quiet();
    const before = world.store.count("put");
    await watch("w");
    await world.clock.advance(60_000);
    await watch("w");
    expect(world.store.count("put") - before).toBe(1);
    world.inboxes.calls.length = 0;
    await world.connect("jun");
    await quiet();
    expect([world.inboxes.count("news"), world.store.count("put") - before]).toEqual([1, 1]);
  });

  it("a room that has slept goes on where it was, and tells one that watched before of nothing twice", async () => {
    await watch("w");
    await mina.send("one");
    await quiet();
    await world.hibernate();
    await mina.send("two");
    expect(toldTo("w").at(-1)).toMatchObject({ since: 1, head: 2 });
    expect(seqsTold("w")).toEqual([1, 2]);
    await quiet();
    await world.hibernate();
    await world.connect("jun");
    await quiet();
    expect(toldTo("w").at(-1)).toMatchObject({ online: 2, messages: [] });
    expect(seqsTold("w")).toEqual([1, 2]);
  });

  it("what a room had not told when it went down it tells when somebody is back", async () => {
    await watch("w");
    await mina.send("one");
    world.archive.isAway = true;
    await mina.send("two");
    await world.restart();
    await world.connect("mina");
    await quiet();
    expect(seqsTold("w")).toContain(2);
  });

  it("more than a hundred messages, a changed name, or a deletion that leaves nothing: the page is to ask", async () => {
    await watch("w");
    await mina.send("first");
    const only = newId(world.clock.now());
    await mina.say({ type: "delete", clientId: only, seq: 1 });
    await quiet();
    expect(toldTo("w").at(-1)).toMatchObject({ since: 2, head: 2 });
    for (let i = 0; i < 102; i++) await mina.send(`m${i}`);
    await quiet();
    expect(toldTo("w").at(-1)).toMatchObject({ since: 104, head: 104, messages: [] });
    const notice = { what: "renamed", name: "새 방" };
    const author = { id: "user-mina", username: "mina" };
    await command({ type: "notice", clientId: newId(world.clock.now()), author, body: "renamed", notice });
    await quiet();
    expect(toldTo("w").at(-1)).toMatchObject({ since: 105, head: 105, messages: [] });
  });

  it("a line about the room is neither a message to count nor the last one; an edit of the last one shows", async () => {
    await watch("w");
    await mina.send("hello");
    const author = { id: "user-mina", username: "mina" };
    const line = { type: "notice", author, body: "mina left", notice: { what: "left" } } as const;
    await command({ ...line, clientId: newId(world.clock.now()) });
    await quiet();
    expect(toldTo("w").at(-1)).toEqual({ since: 1, head: 2, online: 1, messages: [], deleted: [] });
    await mina.say({ type: "edit", clientId: newId(world.clock.now()), seq: 1, body: "hello you" });
    await quiet();
    expect(toldTo("w").at(-1)).toMatchObject({ since: 2, head: 3, last: { body: "hello you" }, messages: [] });
  });

  it("what somebody reads is told to them and to nobody else", async () => {
    await watch("user-jun");
    await watch("w");
    await mina.send("read me");
    const jun = await world.connect("jun");
    await quiet();
    await jun.say({ type: "read", seq: 1 });
    await quiet();
    expect(toldTo("user-jun").at(-1)).toMatchObject({ lastReadSeq: 1 });
    expect(toldTo("w").filter(({ lastReadSeq }) => lastReadSeq !== undefined)).toEqual([]);
    expect(await watch("user-jun")).toMatchObject({ lastReadSeq: 1 });
  });
});

describe("many watchers, and inboxes that do not answer", () => {
  it("more than 500 take turns, one round a second, and each is told all of it", async () => {
    await manyWatch(1_200);
    await mina.send("one");
    await told();
    expect(world.inboxes.told).toHaveLength(500);
    await pass(1_000);
    expect(world.inboxes.told).toHaveLength(1_000);
    await mina.send("two");
    await pass(5_000);
    for (let i = 0; i < 1_200; i += 97) expect(seqsTold(`w${i}`), `w${i}`).toEqual([1, 2]);
    expect([world.clock.pending, isAlarmSoon(), keptPosition()]).toEqual([0, false, undefined]);
  });

  it("no event makes more than 500 calls: without another one, each further round is an alarm's", async () => {
    await manyWatch(1_200);
    world.inboxes.calls.length = 0;
    await mina.send("one");
    await told();
    const perAlarm = await pass(4_000);
    expect([500, ...perAlarm]).toEqual([500, 500, 200]);
    expect(new Set(world.inboxes.told.map(({ userId }) => userId)).size).toBe(1_200);
    expect([world.clock.pending, isAlarmSoon(), keptPosition()]).toEqual([0, false, undefined]);
  });

  it("calls about presence, made by a timer, count with the event before", async () => {
    await manyWatch(450);
    const jun = await world.connect("jun");
    await told();
    world.inboxes.calls.length = 0;
    jun.drop();
    await world.clock.advance(20_000);
    await told();
    // Premise: a timer makes a round, with more watchers than the event's remaining calls.
    expect(world.inboxes.calls).toHaveLength(50);
    expect((await pass(2_000)).reduce((sum, calls) => sum + calls, 0)).toBe(400);
  });

  it.each(["sleeps", "restarts"])("a room that %s between two rounds sends it to the other watchers", async (how) => {
    await manyWatch(1_200);
    await mina.send("before");
    await pass(5_000);
    await world.hibernate();
    await mina.send("one");
    await told();
    expect(keptPosition()).toBe(1);
    await (how === "sleeps" ? world.hibernate() : world.restart());
    await pass(10_000);
    for (let i = 0; i < 1_200; i += 97) {
      expect(new Set(seqsTold(`w${i}`)), `w${i}`).toEqual(new Set([1, 2]));
      const heads = toldTo(`w${i}`).map(({ head }) => head);
      expect(heads).toEqual(heads.toSorted((a, b) => a - b));
    }
    expect([world.clock.pending, isAlarmSoon(), keptPosition()]).toEqual([0, false, undefined]);
  });

  it("a room that cannot reach inboxes in an alarm sends the news once it can", async () => {
    await manyWatch(700);
    await mina.send("one");
    await told();
    const { inboxes } = world;
    Object.assign(world, { inboxes: undefined });
    await world.hibernate();
    await pass(3_000, { inboxes });
    expect([inboxes.told.length, keptPosition(), world.warnings]).toEqual([500, 0, []]);
    Object.assign(world, { inboxes });
    await world.hibernate();
    await mina.send("two");
    await pass(3_000);
    // Memory no longer has the first message. The news has the head, so pages ask the API for missing messages.
    for (let i = 0; i < 700; i++) expect(toldTo(`w${i}`).at(-1), `w${i}`).toMatchObject({ head: 2, messages: [] });
    expect(keptPosition()).toBeUndefined();
  });

  it("B1: rounds by alarm ask no store for anything, and leave a waiting outbox its own alarm", async () => {
    await manyWatch(1_200);
    world.archive.isAway = true;
    await mina.send("one");
    await told();
    const drainAt = world.clock.now() + 30_000;
    expect(world.store.alarmAt).toBeLessThan(drainAt);
    world.archive.hold();
    const asked = world.archive.calls.length;
    await pass(3_000);
    expect(world.inboxes.told).toHaveLength(1_200);
    expect(world.archive.calls.length - asked).toBeLessThan(3);
    expect(world.store.alarmAt).toBe(drainAt);
  });

  it("deleted with more than 500 watchers: all get `refresh`, 500 per event, and storage stays empty", async () => {
    await manyWatch(1_200);
    await mina.send("last words");
    await pass(5_000);
    world.inboxes.calls.length = 0;
    await command({ type: "end" });
    await told();
    const perAlarm = await pass(5_000);
    expect([500, ...perAlarm]).toEqual([500, 500, 200]);
    expect(world.inboxes.refreshed).toHaveLength(1_200);
    expect([[...world.store.pairs.keys()], world.store.alarmAt]).toEqual([["state"], undefined]);
  });

  it("an inbox that does not answer is tried three times, and hears all of it when something else is new", async () => {
    await watch("w");
    world.inboxes.isAway = true;
    await mina.send("one");
    await world.clock.advance(30_000);
    expect([world.inboxes.count("news"), world.clock.pending]).toEqual([3, 0]);
    world.inboxes.isAway = false;
    await mina.send("two");
    await quiet();
    expect(seqsTold("w")).toEqual([1, 2]);
  });

  it("an inbox without pages is forgotten, but not one that asked anew meanwhile", async () => {
    await watch("w");
    await watch("back");
    for (const id of ["w", "back"]) world.inboxes.gone.add(id);
    world.inboxes.hold();
    await mina.send("one");
    await watch("back");
    world.inboxes.release();
    await quiet();
    expect(watchers()).toEqual(["watcher:back"]);
  });

  it("who does not ask again is told for ten minutes and then no more", async () => {
    await watch("w");
    await world.clock.advance(WATCH_TTL_MS - 1_000);
    await mina.send("in time");
    await world.clock.advance(2_000);
    await mina.send("too late");
    await quiet();
    expect(seqsTold("w")).toEqual([1]);
    expect(watchers()).toEqual([]);
  });
});

describe("D3: who may hear no more", () => {
  const out: RoomCommand = { type: "close", users: ["w"] };

  it("who is sent away is told nothing more, nor after a sleep, nor by a permit of before; by a new one they are", async () => {
    await watch("w");
    const asked = world.clock.now();
    await mina.send("before");
    await command(out);
    await settle();
    expect(watchers()).toEqual([]);
    expect(await watch("w", asked)).toBeUndefined();
    await world.hibernate();
    expect(await watch("w", asked)).toBeUndefined();
    await mina.send("after");
    await quiet();
    expect(seqsTold("w")).toEqual([1]);
    expect(await watch("w")).toMatchObject({ head: 2 });
  });

  it("is not even told in the round that is under way", async () => {
    for (let i = 0; i < 60; i++) await watch(`w${i}`);
    await watch("w");
    world.inboxes.hold();
    await mina.send("one");
    await command(out);
    world.inboxes.release();
    await quiet();
    expect(world.inboxes.told).toHaveLength(60);
    expect(toldTo("w")).toEqual([]);
  });

  it("a permit from long ago is none", async () => {
    expect(await watch("w", world.clock.now() - 31_000)).toBeUndefined();
  });

  it("made private: everybody is told to ask again, and nothing else until they have", async () => {
    for (const id of ["a", "b"]) await watch(id);
    const asked = world.clock.now();
    await command({ type: "open", isReadOnly: false, recheck: true });
    await mina.send("secret");
    await quiet();
    expect([world.inboxes.refreshed.sort(), world.inboxes.told, watchers()]).toEqual([["a", "b"], [], []]);
    expect(await watch("a", asked)).toBeUndefined();
    expect(await watch("a")).toMatchObject({ head: 1 });
  });

  it("deleted: everybody is told to ask again, and storage stays empty", async () => {
    await watch("a");
    await mina.send("last words");
    await command({ type: "end" });
    await quiet();
    expect(world.inboxes.refreshed).toEqual(["a"]);
    expect(watchers()).toEqual([]);
    expect(world.store.pairs.has("unwatched")).toBe(false);
    expect(await watch("a")).toBeUndefined();
    expect([world.clock.pending, world.warnings]).toEqual([0, []]);
  });
});

describe("mentions in news", () => {
  const user = (username: string) => ({ id: `id of ${username}`, username });

  it("news of a text with an @ waits for the archive and has its mentions; other news does not wait", async () => {
    world.archive.members.push(user("지은"), user("지은이"));
    await watch("w");
    await mina.send("@지은이 왔어?");
    expect(toldTo("w")).toEqual([]);
    await world.clock.advance(300);
    expect(toldTo("w")).toMatchObject([{ messages: [{ seq: 1, to: [user("지은이").id] }] }]);
    await world.clock.advance(2_000);
    await mina.send("안녕");
    expect(seqsTold("w")).toEqual([1, 2]);
  });

  it("an edit's news has the current mentions of the text", async () => {
    world.archive.members.push(user("지은"));
    await mina.send("안녕");
    await quiet();
    await watch("w");
    mina.say(JSON.stringify({ type: "edit", clientId: newId(world.clock.now()), seq: 1, body: "@지은아" }));
    await quiet();
    expect(toldTo("w").at(-1)).toMatchObject({ edited: [{ seq: 1, at: 2, to: [user("지은").id] }] });
  });

  it("with the database away, inboxes are told without it after a moment", async () => {
    await watch("w");
    world.archive.isAway = true;
    await mina.send("@지은이 왔어?");
    await world.clock.advance(599);
    expect(toldTo("w")).toEqual([]);
    await world.clock.advance(2);
    expect(toldTo("w")).toMatchObject([{ messages: [{ seq: 1, mentions: ["지은이"] }] }]);
    expect(toldTo("w")[0]?.messages[0]).not.toHaveProperty("to");
  });
});

it("an excerpt ends between two characters", async () => {
  await watch("w");
  await mina.send(`${"a".repeat(199)}👩‍👩‍👧‍👦 and more`);
  await quiet();
  expect(toldTo("w").at(-1)?.last?.body).toBe("a".repeat(199));
});
