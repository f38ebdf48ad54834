/** Inbox updates through real hibernation: of rooms, of inboxes, and of both at once. */
import { expect, it } from "vitest";
import { addWatchers, command, countCalls, keysIn, openInbox, sleepInbox } from "./inboxes";
import { openTimers, questionsOf } from "./outside";
import { drained, evict, objectOf, scene } from "./rooms";

const mina = await scene.person("민아");
const jun = await scene.person("Jun");

it("B2: a room and an inbox that have slept continue where they were, without a request", async () => {
  const roomId = await scene.room(mina);
  const writer = await scene.connect(jun, roomId);
  await writer.sent("before");
  const page = await openInbox(mina);
  await page.watch(roomId);
  await drained(roomId);
  const asked = questionsOf(roomId);
  for (let i = 0; i < 2; i++) {
    await evict(roomId);
    await sleepInbox(mina);
    const seq = await writer.sent(`m${i}`);
    await page.until(() => page.news(roomId).at(-1)?.head === seq, "the update");
    expect(page.news(roomId).at(-1)).toMatchObject({ since: seq - 1, messages: [{ seq }], last: { body: `m${i}` } });
    await drained(roomId);
  }
  expect(questionsOf(roomId)).toBe(asked);
  expect(openTimers()).toBe(0);
});

it("D3: a user who was removed while the room slept gets no more updates, also after it has slept again", async () => {
  const roomId = await scene.room(mina);
  const [sora, other] = [await scene.person("소라"), await scene.person("other")];
  const writer = await scene.connect(jun, roomId);
  const [page, others] = [await openInbox(sora), await openInbox(other)];
  await page.watch(roomId);
  await others.watch(roomId);
  await drained(roomId);
  await evict(roomId);
  await command(roomId, { type: "close", users: [sora.id] });
  await expect.poll(() => keysIn(objectOf(roomId))).not.toContain(`watcher:${sora.id}`);
  const before = page.frames.length;
  for (const body of ["one", "two"]) {
    const seq = await writer.sent(body);
    await others.until(() => others.news(roomId).at(-1)?.head === seq, "the update");
    await drained(roomId);
    await evict(roomId);
  }
  expect(page.frames.length).toBe(before);
});

it("an inbox whose pages have closed is forgotten at the next update", async () => {
  const roomId = await scene.room(mina);
  const sora = await scene.person("소라");
  const writer = await scene.connect(jun, roomId);
  const page = await openInbox(sora);
  await page.watch(roomId);
  expect(await keysIn(objectOf(roomId))).toContain(`watcher:${sora.id}`);
  page.drop();
  await page.until(() => page.closed !== undefined, "the close");
  await writer.sent("to nobody");
  await expect.poll(() => keysIn(objectOf(roomId)), { timeout: 5_000 }).not.toContain(`watcher:${sora.id}`);
});

it("no event of a room calls more than 500 inboxes: each further round is an alarm's event", async () => {
  const roomId = await scene.room(mina);
  const writer = await scene.connect(jun, roomId);
  await writer.sent("before");
  await drained(roomId);
  await addWatchers(roomId, 1_100);
  await evict(roomId);
  const calls = await countCalls(roomId);
  const keys = () => keysIn(objectOf(roomId));
  await writer.sent("news");
  await expect.poll(keys, { timeout: 10_000 }).toContain("told");
  expect(calls[0]).toBe(500);
  await expect
    .poll(async () => (await keys()).filter((key) => /^(watcher:|told$)/.test(key)), { timeout: 20_000 })
    .toEqual([]);
  expect(calls.filter((count) => count > 0)).toEqual([500, 500, 100]);
  await drained(roomId);
});
