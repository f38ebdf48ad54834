/** The live list through real workerd: pages hear of rooms that are not open, by way of their owner's inbox. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { User } from "../../lib/protocol";
import { type LiveRooms, liveRooms } from "../harness/live";
import { openInbox } from "../harness/live-inbox";

/** What the live list promises, in ms. */
const PROMISED_MS = 1_000;

let live: LiveRooms;
let mina: User;
let jun: User;
beforeAll(async () => {
  live = await liveRooms();
  mina = await live.person("민아");
  jun = await live.person("Jun");
});
afterAll(() => live?.stop());

describe("news", () => {
  it("a message reaches the lists of all who watch within a second, as does who is there", async () => {
    const roomId = await live.room(mina);
    const page = await openInbox(live, mina);
    await page.watch(roomId);
    expect(page.news(roomId)).toMatchObject([{ since: 0, head: 0, online: 0, messages: [] }]);
    const writer = await live.connect(jun, roomId);
    await page.until(() => page.news(roomId).at(-1)?.online === 1, "who is there", PROMISED_MS);
    await writer.sent("안녕 @민아야");
    await page.until(() => page.news(roomId).at(-1)?.head === 1, "the message", PROMISED_MS);
    expect(page.news(roomId).at(-1)).toMatchObject({
      ...{ since: 0, last: { author: "Jun", body: "안녕 @민아야" } },
      messages: [{ seq: 1, author: jun.id, mentions: ["민아야"] }],
    });
    writer.drop();
    await page.until(() => page.news(roomId).at(-1)?.online === 0, "nobody there");
    page.drop();
  });
});
