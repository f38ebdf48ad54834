import { expect, it } from "vitest";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { blockedOf, NOBODY_BLOCKED, withoutBlocked } from "./blocked";
import { liveRooms, withUpdate } from "./room-list";

const me = { id: "me", username: "mina" };
const [jun, ara] = [
  { id: "jun", username: "Jun" },
  { id: "ara", username: "Ara" },
];
const room: RoomInfo = {
  ...{ id: "r", name: "r", description: "", visibility: "public", memberCount: 3, lastActivityAt: 1, headSeq: 1 },
  mine: { role: "member", notify: "all", lastReadSeq: 1, unread: 0 },
};
const news: InboxUpdate = {
  ...{ roomId: "r", since: 1, head: 4, online: 2, deleted: [] },
  last: { author: jun.username, body: "여기", sentAt: 5 },
  messages: [
    { seq: 2, author: ara.id, mentions: [], to: [] },
    { seq: 3, author: jun.id, mentions: ["mina"], to: [me.id] },
  ],
  edited: [{ seq: 2, at: 4, to: [me.id], by: jun.id }],
};

it("messages, mentions and edits of a blocked user do not count, those of others do, and no gap opens", () => {
  const list = liveRooms([room], [], me);
  const [seen] = withUpdate(list, [withoutBlocked(news, blockedOf([jun]))], me);
  expect(seen).toMatchObject({ headSeq: 4, mentions: [], mine: { unread: 1 }, counted: { isBehind: false } });
  expect(seen?.lastMessage).toBeUndefined();
  const [others] = withUpdate(list, [withoutBlocked(news, blockedOf([ara]))], me);
  expect(others).toMatchObject({ mentions: [3, 2], mine: { unread: 1 }, lastMessage: news.last });
});

it("updates are unchanged without blocked users, and from a room of an older release", () => {
  expect(withoutBlocked(news, NOBODY_BLOCKED)).toBe(news);
  const older = { ...news, edited: [{ seq: 1, at: 4, to: [me.id] }] };
  expect(withoutBlocked(older, blockedOf([jun])).edited).toEqual(older.edited);
});
