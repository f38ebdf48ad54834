/** A user with more own rooms than one frame can name gets updates of all. Real workerd. */
import { beforeAll, expect, it } from "vitest";
import { members, rooms } from "@/db/schema";
import { WATCH_MAX } from "@/lib/protocol/inbox";
import { newId } from "@/lib/shared/ids";
import { openInbox } from "@/tests/harness/live/inboxes";
import { type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import type { InboxPeer } from "@/tests/harness/peers/inbox-peer";

const COUNT = 130;
let live: LiveRooms;
beforeAll(async () => {
  live = await liveRooms();
});

async function ownerOfMany() {
  const owner = await live.person("많아");
  const ids = Array.from({ length: COUNT }, () => newId());
  const made = ids.map((id, i) => ({ id, name: `방 ${i}`, visibility: "private" as const, createdBy: owner.id }));
  await live.db.insert(rooms).values(made);
  await live.db.insert(members).values(ids.map((roomId) => ({ roomId, userId: owner.id })));
  return { owner, ids };
}
const heardOf = (page: InboxPeer) => new Set(page.news().map(({ roomId }) => roomId));

it("a page that names 100 of its 130 own rooms and sends `mine` gets an update about a mention in any of them", async () => {
  const { owner, ids } = await ownerOfMany();
  const writer = await live.person("글쓴이");
  const last = ids.at(-1) ?? "";
  const page = await openInbox(live, owner);
  page.say({ type: "watch", rooms: ids.slice(0, WATCH_MAX), mine: true });
  await page.until(() => heardOf(page).size === COUNT, "how things are in all rooms");
  const peer = await live.connect(writer, last);
  await peer.sent("안녕 @많아");
  const told = () => page.news(last).flatMap(({ messages }) => messages);
  await page.until(() => told().length === 1, "the message");
  expect(told()).toMatchObject([{ seq: 1, author: writer.id, mentions: ["많아"] }]);
  // A `watch` that is repeated within minutes is answered from the inbox's memory.
  const again = page.news().length;
  page.say({ type: "watch", rooms: [], mine: true });
  await page.until(() => page.news().length >= again + COUNT, "all of it once more");
  page.drop();
}, 60_000);

it("a page of an older release, without `mine`, gets updates only of the rooms that it names", async () => {
  const { owner, ids } = await ownerOfMany();
  const page = await openInbox(live, owner);
  await page.watch(...ids.slice(0, 3));
  const writer = await live.connect(await live.person("글쓴이"), ids[4] ?? "");
  await writer.sent("elsewhere");
  const named = await live.connect(await live.person("또"), ids[0] ?? "");
  await named.sent("here");
  await page.until(() => page.news(ids[0]).at(-1)?.head === 1, "the message in a named room");
  expect(heardOf(page)).toEqual(new Set(ids.slice(0, 3)));
  page.drop();
});
