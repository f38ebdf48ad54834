/** Replies and reactions in updates: whom they concern (docs/decisions/0026-notification-centre.md). */
import { beforeEach, expect, it } from "vitest";
import { REACTED_MAX } from "@/lib/protocol/inbox";
import { newId } from "@/lib/shared/ids";
import { type TestPeer, TestRoom } from "@/tests/harness/room";

let world: TestRoom;
let mina: TestPeer;
let jun: TestPeer;
beforeEach(async () => {
  world = new TestRoom();
  [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
});

const watch = () => world.room.watch({ userId: "w", askedAt: world.clock.now() });
const updates = () => world.inboxes.updates.map(({ news }) => news);
const reply = (by: TestPeer, replyTo: number, body = "답") =>
  by.say({ type: "send", clientId: newId(world.clock.now()), body, replyTo });
const react = (by: TestPeer, seq: number, emoji: string, on = true) =>
  by.say({ type: "react", clientId: newId(world.clock.now()), seq, emoji, on });
/** Waits until every scheduled round and flush has run. */
const quiet = () => world.clock.advance(10_000);
/** The room has slept, and its memory is empty. */
async function sleep() {
  await quiet();
  await world.hibernate();
  await watch();
}

it("a reply names the author of the message, at once if memory has it, and not one's own", async () => {
  await watch();
  await mina.send("하나");
  await quiet();
  await reply(jun, 1);
  expect(updates().at(-1)?.messages).toMatchObject([{ seq: 2, author: "user-jun", repliesTo: "user-mina" }]);
  await quiet();
  await reply(jun, 2);
  expect(updates().at(-1)?.messages).toEqual([{ seq: 3, author: "user-jun", mentions: [], to: undefined }]);
});

it("a reply to a message outside memory waits for the archive, without a sooner flush, and its update has the author", async () => {
  await mina.send("하나");
  await sleep();
  await reply(jun, 1);
  expect(updates().filter(({ head }) => head === 2)).toEqual([]);
  await world.clock.advance(250);
  expect(updates().at(-1)?.messages).toMatchObject([{ seq: 2, repliesTo: "user-mina" }]);
  // The author is known from now on, so the next reply does not wait.
  await quiet();
  await reply(jun, 1);
  expect(updates().at(-1)?.messages).toMatchObject([{ seq: 3, repliesTo: "user-mina" }]);
});

it("with the database unavailable, the update of a reply is sent without the author after a moment", async () => {
  await mina.send("하나");
  await sleep();
  world.archive.isAway = true;
  await reply(jun, 1);
  await world.clock.advance(700);
  expect(updates().at(-1)?.messages).toMatchObject([{ seq: 2, author: "user-jun" }]);
  expect(updates().at(-1)?.messages[0]).not.toHaveProperty("repliesTo");
});

it("a reaction names the author of its message, also outside memory, and one's own is left out", async () => {
  await mina.send("하나");
  await sleep();
  await react(jun, 1, "👍");
  await react(mina, 1, "👍");
  await quiet();
  expect(updates().flatMap(({ reacted = [] }) => reacted)).toEqual([
    { seq: 1, at: 2, to: "user-mina", by: "user-jun", on: true },
  ]);
});

it("of the reactions of one user with one emoji only the last is in an update, whether it was added or taken back", async () => {
  await watch();
  await mina.send("하나");
  for (const [emoji, on] of [
    ["👍", true],
    ["👍", false],
    ["❤️", true],
  ] as const)
    await react(jun, 1, emoji, on);
  await quiet();
  expect(updates().at(-1)?.reacted).toEqual([
    { seq: 1, at: 3, to: "user-mina", by: "user-jun", on: false },
    { seq: 1, at: 4, to: "user-mina", by: "user-jun", on: true },
  ]);
});

it(`D7: an update has at most ${REACTED_MAX} reactions, the newest`, async () => {
  await watch();
  for (let i = 0; i < 20; i++) await mina.send("말");
  await quiet();
  for (let i = 0; i < 120; i++)
    await react(jun, 1 + (i % 20), `${"😀😁😂😃😄😅".slice(2 * Math.floor(i / 20)).slice(0, 2)}`);
  await quiet();
  const [last] = updates().slice(-1);
  expect(last?.reacted).toHaveLength(REACTED_MAX);
  expect(last?.reacted?.at(-1)?.at).toBe(140);
});

it("B1 B4: replies and reactions cost the stores and inboxes as many calls as plain messages", async () => {
  const costOf = async (act: (i: number) => Promise<unknown>) => {
    await sleep();
    const before = [world.archive.calls.length, world.cache.calls.length, world.inboxes.calls.length];
    for (let i = 0; i < 20; i++) {
      await act(i);
      await world.clock.advance(400);
    }
    await quiet();
    const after = [world.archive.calls.length, world.cache.calls.length, world.inboxes.calls.length];
    return after.map((calls, i) => calls - (before[i] ?? 0));
  };
  await mina.send("하나");
  const plain = await costOf(() => jun.send("말"));
  expect(await costOf(() => reply(jun, 1))).toEqual(plain);
});

it("a body of names of files mentions nobody, and waits for no archive", async () => {
  await watch();
  const file = world.files.issue("mina", "@jun.png");
  await mina.say({ type: "send", clientId: newId(world.clock.now()), body: "@jun.png", files: [file.token] });
  await world.clock.advance(1);
  expect(updates().at(-1)?.messages).toMatchObject([{ seq: 1, mentions: [] }]);
  await quiet();
  const other = world.files.issue("mina", "@jun.png");
  await mina.say({ type: "send", clientId: newId(world.clock.now()), body: "@jun see", files: [other.token] });
  await quiet();
  expect(updates().at(-1)?.messages).toMatchObject([{ seq: 2, mentions: ["jun"] }]);
});
