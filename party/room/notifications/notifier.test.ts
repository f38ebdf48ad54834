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
const toldTo = (userId: string) =>
  world.inboxes.updates.filter((each) => each.userId === userId).map(({ news }) => news);
const seqsTold = (userId: string) => toldTo(userId).flatMap(({ messages }) => messages.map(({ seq }) => seq));
/** Waits until every scheduled round and flush has run. */
const quiet = () => world.clock.advance(10_000);
const manyWatch = async (count: number) => {
  for (let i = 0; i < count; i++) await watch(`w${i}`);
};
/** Waits until a whole round was sent. */
const roundSent = async () => {
  for (let i = 0; i < 40; i++) await settle();
};
/** Advances time and rings the alarm when due. Returns the number of inbox calls for each ring that made any. */
async function pass(ms: number, { inboxes }: Pick<TestRoom, "inboxes"> = world): Promise<number[]> {
  const calls: number[] = [];
  const { calls: made } = inboxes;
  for (const end = world.clock.now() + ms; world.clock.now() < end; ) {
    await world.clock.advance(100);
    await roundSent();
    if ((world.store.alarmAt ?? Number.POSITIVE_INFINITY) > world.clock.now()) continue;
    world.store.alarmAt = undefined;
    const before = made.length;
    const ringing = world.room.alarm();
    await roundSent();
    await ringing;
    if (made.length > before) calls.push(made.length - before);
  }
  return calls;
}
/** Whether the alarm is set for a round of updates. The sweep's alarm is further away. */
const isAlarmSoon = () => (world.store.alarmAt ?? Number.POSITIVE_INFINITY) < world.clock.now() + 10_000;
const keptPosition = () => world.store.pairs.get("told");
const watchers = () => [...world.store.pairs.keys()].filter((key) => key.startsWith("watcher:"));

describe("inbox updates", () => {
  it("the first update is sent at once, the next a second later and combined, each message once", async () => {
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

  it("B2: a quiet room calls no inbox and has no timer; a room without watchers has neither, even with messages", async () => {
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

  it("B1: a watcher costs one write, and a repeated `watch` soon after none; updates cost none", async () => {
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

  it("a room that slept continues where it was, and sends a returning watcher nothing twice", async () => {
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

  it("a room that was evicted before a round sends it when somebody is back", async () => {
    await watch("w");
    await mina.send("one");
    world.archive.isAway = true;
    await mina.send("two");
    await world.restart();
    await world.connect("mina");
    await quiet();
    expect(seqsTold("w")).toContain(2);
  });

  it("more than a hundred messages, a changed name, or a deletion of the newest message makes the page query the API", async () => {
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

  it("a system message is neither counted nor shown as the last message; an edit of the last message is shown", async () => {
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

  it("a user's reads are sent to their own inbox and to no other", async () => {
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

describe("many watchers, and unreachable inboxes", () => {
  it("more than 500 take turns, one round a second, and each gets all updates", async () => {
    await manyWatch(1_200);
    await mina.send("one");
    await roundSent();
    expect(world.inboxes.updates).toHaveLength(500);
    await pass(1_000);
    expect(world.inboxes.updates).toHaveLength(1_000);
    await mina.send("two");
    await pass(5_000);
    for (let i = 0; i < 1_200; i += 97) expect(seqsTold(`w${i}`), `w${i}`).toEqual([1, 2]);
    expect([world.clock.pending, isAlarmSoon(), keptPosition()]).toEqual([0, false, undefined]);
  });

  it("no event makes more than 500 calls: without another event, each further round runs in an alarm", async () => {
    await manyWatch(1_200);
    world.inboxes.calls.length = 0;
    await mina.send("one");
    await roundSent();
    const perAlarm = await pass(4_000);
    expect([500, ...perAlarm]).toEqual([500, 500, 200]);
    expect(new Set(world.inboxes.updates.map(({ userId }) => userId)).size).toBe(1_200);
    expect([world.clock.pending, isAlarmSoon(), keptPosition()]).toEqual([0, false, undefined]);
  });

  it("calls about presence, made by a timer, count towards the event before it", async () => {
    await manyWatch(450);
    const jun = await world.connect("jun");
    await roundSent();
    world.inboxes.calls.length = 0;
    jun.drop();
    await world.clock.advance(20_000);
    await roundSent();
    // Premise: a timer makes a round, with more watchers than the event's remaining calls.
    expect(world.inboxes.calls).toHaveLength(50);
    expect((await pass(2_000)).reduce((sum, calls) => sum + calls, 0)).toBe(400);
  });

  it.each(["sleeps", "restarts"])(
    "a room that %s between two rounds sends the update to the other watchers",
    async (how) => {
      await manyWatch(1_200);
      await mina.send("before");
      await pass(5_000);
      await world.hibernate();
      await mina.send("one");
      await roundSent();
      expect(keptPosition()).toBe(1);
      await (how === "sleeps" ? world.hibernate() : world.restart());
      await pass(10_000);
      for (let i = 0; i < 1_200; i += 97) {
        expect(new Set(seqsTold(`w${i}`)), `w${i}`).toEqual(new Set([1, 2]));
        const heads = toldTo(`w${i}`).map(({ head }) => head);
        expect(heads).toEqual(heads.toSorted((a, b) => a - b));
      }
      expect([world.clock.pending, isAlarmSoon(), keptPosition()]).toEqual([0, false, undefined]);
    },
  );

  it("a room that cannot reach inboxes in an alarm sends the update once it can", async () => {
    await manyWatch(700);
    await mina.send("one");
    await roundSent();
    const { inboxes } = world;
    Object.assign(world, { inboxes: undefined });
    await world.hibernate();
    await pass(3_000, { inboxes });
    expect([inboxes.updates.length, keptPosition(), world.warnings]).toEqual([500, 0, []]);
    Object.assign(world, { inboxes });
    await world.hibernate();
    await mina.send("two");
    await pass(3_000);
    // Memory no longer has the first message. The update has the head, so pages ask the API for missing messages.
    for (let i = 0; i < 700; i++) expect(toldTo(`w${i}`).at(-1), `w${i}`).toMatchObject({ head: 2, messages: [] });
    expect(keptPosition()).toBeUndefined();
  });

  it("B1: rounds by alarm make no request to a store, and keep the alarm of unarchived events", async () => {
    await manyWatch(1_200);
    world.archive.isAway = true;
    await mina.send("one");
    await roundSent();
    const drainAt = world.clock.now() + 120_000;
    expect(world.store.alarmAt).toBeLessThan(drainAt);
    world.archive.hold();
    const asked = world.archive.calls.length;
    await pass(3_000);
    expect(world.inboxes.updates).toHaveLength(1_200);
    expect(world.archive.calls.length - asked).toBeLessThan(3);
    expect(world.store.alarmAt).toBeGreaterThan(world.clock.now());
    expect(world.store.alarmAt).toBeLessThanOrEqual(drainAt);
  });

  it("deleted with more than 500 watchers: all get `refresh`, 500 per event, and storage stays empty", async () => {
    await manyWatch(1_200);
    await mina.send("last words");
    await pass(5_000);
    world.inboxes.calls.length = 0;
    await command({ type: "end" });
    await roundSent();
    const perAlarm = await pass(5_000);
    expect([500, ...perAlarm]).toEqual([500, 500, 200]);
    expect(world.inboxes.refreshed).toHaveLength(1_200);
    expect([[...world.store.pairs.keys()], world.store.alarmAt]).toEqual([["state"], undefined]);
  });

  it("an unreachable inbox is tried three times, and gets everything with the next update", async () => {
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

  it("an inbox without pages is forgotten, but not if it subscribed again meanwhile", async () => {
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

  it("a watcher that does not subscribe again gets updates for ten minutes and then no more", async () => {
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

describe("D3: users who may get no more updates", () => {
  const out: RoomCommand = { type: "close", users: ["w"] };

  it("a removed user gets no updates, not after hibernation and not with an earlier permit; a new permit subscribes them again", async () => {
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

  it("a removed user gets no update even from the round in progress", async () => {
    for (let i = 0; i < 60; i++) await watch(`w${i}`);
    await watch("w");
    world.inboxes.hold();
    await mina.send("one");
    await command(out);
    world.inboxes.release();
    await quiet();
    expect(world.inboxes.updates).toHaveLength(60);
    expect(toldTo("w")).toEqual([]);
  });

  it("an old permit is refused", async () => {
    expect(await watch("w", world.clock.now() - 31_000)).toBeUndefined();
  });

  it("made private: all watchers get `refresh`, and nothing else until they have subscribed again", async () => {
    for (const id of ["a", "b"]) await watch(id);
    const asked = world.clock.now();
    await command({ type: "open", isReadOnly: false, recheck: true });
    await mina.send("secret");
    await quiet();
    expect([world.inboxes.refreshed.sort(), world.inboxes.updates, watchers()]).toEqual([["a", "b"], [], []]);
    expect(await watch("a", asked)).toBeUndefined();
    expect(await watch("a")).toMatchObject({ head: 1 });
  });

  it("deleted: all watchers get `refresh`, and storage stays empty", async () => {
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

describe("mentions in updates", () => {
  const user = (username: string) => ({ id: `id of ${username}`, username });

  it("an update with an @ in its text waits for the archive and has the mentions; other updates do not wait", async () => {
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

  it("an edit's update has the current mentions of the text", async () => {
    world.archive.members.push(user("지은"));
    await mina.send("안녕");
    await quiet();
    await watch("w");
    mina.say(JSON.stringify({ type: "edit", clientId: newId(world.clock.now()), seq: 1, body: "@지은아" }));
    await quiet();
    expect(toldTo("w").at(-1)).toMatchObject({ edited: [{ seq: 1, at: 2, to: [user("지은").id] }] });
  });

  it("with the database unavailable, updates are sent without mentions after a moment", async () => {
    await watch("w");
    world.archive.isAway = true;
    await mina.send("@지은이 왔어?");
    await world.clock.advance(599);
    expect(toldTo("w")).toEqual([]);
    await world.clock.advance(2);
    expect(toldTo("w")).toMatchObject([{ messages: [{ seq: 1, mentions: ["지은이"] }] }]);
    expect(toldTo("w")[0]?.messages[0]).not.toHaveProperty("to");
  });

  it("with the database unavailable, an update names the newest edit whose mentions are unknown", async () => {
    await mina.send("안녕");
    await quiet();
    await watch("w");
    world.archive.isAway = true;
    mina.say(JSON.stringify({ type: "edit", clientId: newId(world.clock.now()), seq: 1, body: "@지은아" }));
    await world.clock.advance(601);
    expect(toldTo("w").at(-1)).toMatchObject({ head: 2, unarchivedEdit: 2 });
    expect(toldTo("w").at(-1)).not.toHaveProperty("edited");
    world.archive.isAway = false;
    await quiet();
    await mina.send("다음 말");
    await quiet();
    expect(toldTo("w").at(-1)).not.toHaveProperty("unarchivedEdit");
  });
});

it("an excerpt ends between two characters", async () => {
  await watch("w");
  await mina.send(`${"a".repeat(199)}👩‍👩‍👧‍👦 and more`);
  await quiet();
  expect(toldTo("w").at(-1)?.last?.body).toBe("a".repeat(199));
});
