import fc from "fast-check";
import { expect, it } from "vitest";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { newId } from "@/lib/shared/ids";
import { byActivity, type LiveRoom, liveRooms, roomsBehind, withFavourite, withRead, withUpdate } from "./room-list";

const me = { id: "me", username: "민아" };
const id = newId();

/** The room's true state, its archive a little behind, and its updates. */
class Truth {
  readonly log: Array<{ author: string; mentions: string[]; to?: string[] } | "other"> = [];
  lastReadSeq = 0;
  archivedTo = 0;
  archivedRead = 0;
  toldTo = 0;

  get head() {
    return this.log.length;
  }

  messages(after: number, upTo = this.head) {
    return this.log.flatMap((each, i) => (each !== "other" && i >= after && i < upTo ? [{ seq: i + 1, ...each }] : []));
  }

  unread(readTo: number, upTo = this.head) {
    return Math.min(100, this.messages(readTo, upTo).filter(({ author }) => author !== me.id).length);
  }

  archive() {
    this.archivedTo = this.head;
    this.archivedRead = this.lastReadSeq;
  }

  answer(): RoomInfo {
    const last = this.messages(0, this.archivedTo).at(-1);
    const unread = this.unread(this.archivedRead, this.archivedTo);
    return {
      ...{ id, name: "방", visibility: "public", memberCount: 2, description: "" },
      ...{ headSeq: this.archivedTo, lastActivityAt: last?.seq ?? 0 },
      ...(last && { lastMessage: { author: "x", body: `m${last.seq}`, sentAt: last.seq } }),
      mine: { role: "member", notify: "all", lastReadSeq: this.archivedRead, unread },
    } as RoomInfo;
  }

  news(): InboxUpdate {
    const since = this.toldTo;
    const messages = this.messages(since);
    const last = messages.at(-1);
    this.toldTo = this.head;
    return {
      ...{ roomId: id, since, head: this.head, online: this.head % 7, messages, deleted: [] },
      lastReadSeq: this.lastReadSeq,
      ...(last && { last: { author: "x", body: `m${last.seq}`, sentAt: last.seq } }),
    };
  }
}

type Step =
  | "other's"
  | "own"
  | "mention"
  | "reaction"
  | "read"
  | "read some"
  | "archive"
  | "news"
  | "lost"
  | "late"
  | "again"
  | "ask"
  | "answer";
const steps: Step[] = [
  "other's",
  "own",
  "mention",
  "reaction",
  "read",
  "read some",
  "archive",
  "news",
  "lost",
  "late",
  "again",
  "ask",
  "answer",
];

/** Simulates a page. The user's reads on this page and on other devices both arrive as updates. */
function live(run: readonly Step[]) {
  const truth = new Truth();
  let rooms: LiveRoom[] = liveRooms([truth.answer()], [], me);
  const late: InboxUpdate[] = [];
  const answers: RoomInfo[] = [];
  let said: InboxUpdate | undefined;
  const hear = (...heard: InboxUpdate[]) => {
    rooms = withUpdate(rooms, heard, me);
    said = heard.at(-1);
  };
  const read = (seq: number) => {
    truth.lastReadSeq = Math.max(truth.lastReadSeq, seq);
  };
  const act: Record<Step, () => void> = {
    "other's": () => truth.log.push({ author: "jun", mentions: [] }),
    own: () => truth.log.push({ author: me.id, mentions: [] }),
    mention: () => truth.log.push({ author: "jun", mentions: ["민아야"], to: [me.id] }),
    reaction: () => truth.log.push("other"),
    read: () => read(truth.head),
    "read some": () => read(truth.head - 2),
    archive: () => truth.archive(),
    news: () => hear(truth.news()),
    lost: () => truth.news(),
    late: () => (late.length > 0 ? hear(...late.splice(0, 1)) : late.push(truth.news())),
    again: () => hear(...(said ? [said] : [])),
    ask: () => answers.push(truth.answer()),
    answer: () => {
      for (const answer of answers.splice(-1)) rooms = liveRooms([answer], rooms, me);
    },
  };
  for (const step of run) act[step]();
  /** The page's own work: it watches, and queries the API while it is behind. */
  const settle = () => {
    truth.archive();
    rooms = withUpdate(rooms, [truth.news(), { ...truth.news(), since: truth.head }], me);
    if (roomsBehind(rooms).length > 0) rooms = liveRooms([truth.answer()], rooms, me);
    return rooms[0] as LiveRoom;
  };
  return { truth, settle, now: () => rooms[0] as LiveRoom };
}

it("with updates lost, late or repeated, a row becomes correct and is never stuck (1,000 steps)", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 1000, size: "max" }), (run) => {
      const { truth, settle } = live(run);
      const room = settle();
      expect(roomsBehind([room])).toEqual([]);
      expect(room.mine).toMatchObject({ unread: truth.unread(truth.lastReadSeq), lastReadSeq: truth.lastReadSeq });
      const last = truth.messages(0).at(-1);
      expect([room.headSeq, room.online, room.lastMessage?.body]).toEqual([
        truth.head,
        truth.head % 7,
        last && `m${last.seq}`,
      ]);
      expect(room.mentions.every((seq) => seq > truth.lastReadSeq)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it("with no update lost, the row is correct without a query, including mentions", () => {
  const kinds = ["other's", "own", "mention", "reaction", "read", "archive"] as const;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 600, size: "max" }), (run) => {
      const { truth, now } = live(run.flatMap((step) => [step, "news"] as const));
      expect(roomsBehind([now()])).toEqual([]);
      expect(now().mine?.unread).toBe(truth.unread(truth.lastReadSeq));
      const mentioned = truth.messages(truth.lastReadSeq).filter(({ mentions }) => mentions.length > 0);
      expect(now().mentions).toEqual(mentioned.map(({ seq }) => seq).slice(-100));
    }),
    { numRuns: 100 },
  );
});

const quiet = () => liveRooms([new Truth().answer()], [], me);
const news = (more: Partial<InboxUpdate>): InboxUpdate => ({
  roomId: id,
  since: 0,
  head: 0,
  online: 1,
  messages: [],
  deleted: [],
  ...more,
});

it("a gap names the room until the API has caught up with it, and messages after the gap still count", () => {
  const message = { seq: 8, author: "jun", mentions: [] };
  let rooms = withUpdate(quiet(), [news({ since: 7, head: 8, messages: [message] })], me);
  expect(roomsBehind(rooms)).toEqual([id]);
  const asked = { ...new Truth().answer(), headSeq: 6 };
  rooms = liveRooms([asked], rooms, me);
  expect(roomsBehind(rooms)).toEqual([id]);
  rooms = liveRooms([{ ...asked, headSeq: 7, mine: { ...asked.mine, unread: 3 } as RoomInfo["mine"] }], rooms, me);
  expect([roomsBehind(rooms), rooms[0]?.mine?.unread, rooms[0]?.headSeq]).toEqual([[], 4, 8]);
});

it("known unread messages and mentions still count after a gap or a deletion, until the API has answered", () => {
  const to = (seq: number) => ({ seq, author: "jun", mentions: ["민아"], to: [me.id] });
  const asked = {
    ...new Truth().answer(),
    headSeq: 7,
    mine: { role: "member", lastReadSeq: 5, unread: 1 },
  } as RoomInfo;
  const known = withUpdate(liveRooms([asked], [], me), [news({ since: 7, head: 9, messages: [to(8), to(9)] })], me);
  expect(known[0]).toMatchObject({ mentions: [8, 9], mine: { unread: 3 } });
  // As after a system message, if the page subscribes again before its update.
  for (const missed of [
    news({ since: 10, head: 10 }),
    news({ since: 9, head: 12, deleted: [6], messages: [to(11)] }),
  ]) {
    const behind = withUpdate(known, [missed], me);
    expect([behind[0]?.mine?.unread, roomsBehind(behind)]).toEqual([3 + missed.messages.length, [id]]);
    expect(behind[0]?.mentions).toEqual([8, 9, ...missed.messages.map(({ seq }) => seq)]);
    const half = liveRooms(
      [{ ...asked, headSeq: 8, mine: { ...asked.mine, unread: 2 } as RoomInfo["mine"] }],
      behind,
      me,
    );
    expect([half[0]?.mine?.unread, roomsBehind(half)]).toEqual([3 + missed.messages.length, [id]]);
  }
});

it("after a gap behind 200 known messages, the room is asked for again until an answer covers the gap", () => {
  const asked = {
    ...new Truth().answer(),
    headSeq: 0,
    mine: { role: "member", lastReadSeq: 0, unread: 0 },
  } as RoomInfo;
  const messages = Array.from({ length: 200 }, (_, i) => ({ seq: i + 1, author: "jun", mentions: [] }));
  const known = withUpdate(liveRooms([asked], [], me), [news({ since: 0, head: 200, messages })], me);
  expect(roomsBehind(known)).toEqual([]);
  const after = [{ seq: 301, author: "jun", mentions: [] }];
  const behind = withUpdate(known, [news({ since: 300, head: 301, messages: after })], me);
  expect(roomsBehind(behind)).toEqual([id]);
  const answer = (headSeq: number) => ({ ...asked, headSeq, mine: { ...asked.mine, unread: 100 } }) as RoomInfo;
  const half = liveRooms([answer(150)], behind, me);
  expect(roomsBehind(half)).toEqual([id]);
  expect(roomsBehind(liveRooms([answer(301)], half, me))).toEqual([]);
});

it("a deleted message does not come back with an answer from before its deletion, and the room is asked for again", () => {
  const info = (headSeq: number, unread: number) =>
    ({
      ...new Truth().answer(),
      headSeq,
      mine: { role: "member", lastReadSeq: 1, unread, mentions: unread > 0 ? [{ seq: 4, at: 4 }] : [] },
    }) as RoomInfo;
  const first = liveRooms([info(3, 0)], [], me);
  const deleted = withUpdate(first, [news({ since: 5, head: 6, deleted: [4] })], me);
  const stale = liveRooms([info(5, 1)], deleted, me);
  expect([stale[0]?.mentions, roomsBehind(stale)]).toEqual([[], [id]]);
  const fresh = liveRooms([info(6, 0)], stale, me);
  expect([fresh[0]?.mine?.unread, roomsBehind(fresh)]).toEqual([0, []]);
});

it("outdated updates and answers change nothing that is newer", () => {
  const message = { seq: 8, author: "jun", mentions: [] };
  const last = { author: "준", body: "new", sentAt: 8 };
  const asked = { ...new Truth().answer(), headSeq: 7, name: "새 방" };
  const fresh = withUpdate(
    liveRooms([asked], [], me),
    [news({ since: 7, head: 8, online: 3, messages: [message], last })],
    me,
  );
  const late = withUpdate(fresh, [news({ since: 6, head: 7, online: 9, last: { ...last, body: "old" } })], me);
  const stale = liveRooms([{ ...asked, headSeq: 6, name: "방" }], late, me);
  for (const [room] of [late, stale]) {
    expect(room).toMatchObject({
      headSeq: 8,
      online: 3,
      lastMessage: { body: "new" },
      name: "새 방",
      mine: { unread: 1 },
    });
  }
});

it("a mention that is only guessed from the text counts until the API's answer replaces it", () => {
  const asked = new Truth().answer();
  const guessed = { seq: asked.headSeq + 1, author: "jun", mentions: ["민아이가"] };
  const { since, head } = { since: asked.headSeq, head: asked.headSeq + 1 };
  let rooms = withUpdate(liveRooms([asked], [], me), [news({ since, head, messages: [guessed] })], me);
  expect([rooms[0]?.mentions, roomsBehind(rooms)]).toEqual([[head], [id]]);
  rooms = liveRooms([{ ...asked, headSeq: head }], rooms, me);
  expect([rooms[0]?.mentions, roomsBehind(rooms)]).toEqual([[], []]);
});

it("an edit whose mentions are unknown causes a query, until the API's answer covers the edit", () => {
  const mine = { lastReadSeq: 3, mentions: [{ seq: 4, at: 4 }] };
  let rooms = withUpdate(liveRooms([asked(mine)], [], me), [heard({ unarchivedEdit: 6 })], me);
  expect([mentionsOf(rooms), roomsBehind(rooms)]).toEqual([[4], [id]]);
  rooms = liveRooms([asked(mine)], rooms, me);
  expect([mentionsOf(rooms), roomsBehind(rooms)]).toEqual([[4], [id]]);
  rooms = liveRooms([asked({ lastReadSeq: 3 }, 6)], rooms, me);
  expect([mentionsOf(rooms), roomsBehind(rooms)]).toEqual([[], []]);
});

it("a deleted message no longer counts or mentions; one that the API may have counted causes a query", () => {
  const message = (seq: number) => ({ seq, author: "jun", mentions: ["민아"], to: [me.id] });
  const unread = { role: "member", notify: "all", lastReadSeq: 5, unread: 1 };
  const asked = { ...new Truth().answer(), headSeq: 7, mine: unread } as RoomInfo;
  let rooms = withUpdate(liveRooms([asked], [], me), [news({ since: 7, head: 8, messages: [message(8)] })], me);
  expect(rooms[0]).toMatchObject({ mentions: [8], mine: { unread: 2 } });
  rooms = withUpdate(rooms, [news({ since: 8, head: 9, deleted: [8, 4] })], me);
  expect([rooms[0]?.mentions, rooms[0]?.mine?.unread, roomsBehind(rooms)]).toEqual([[], 1, []]);
  rooms = withUpdate(rooms, [news({ since: 9, head: 10, deleted: [6] })], me);
  expect(roomsBehind(rooms)).toEqual([id]);
  rooms = liveRooms([{ ...asked, headSeq: 10, mine: { ...unread, unread: 0 } } as RoomInfo], rooms, me);
  expect([rooms[0]?.mine?.unread, roomsBehind(rooms)]).toEqual([0, []]);
});

it("an unread marker counts from its message, and reading on another device causes a query whether it still exists", () => {
  const answer = {
    ...new Truth().answer(),
    headSeq: 9,
    mine: { role: "member", notify: "all", lastReadSeq: 9, unread: 2, unreadFrom: 8 },
  };
  let rooms = liveRooms([answer as RoomInfo], [], me);
  rooms = withUpdate(rooms, [news({ since: 9, head: 10, messages: [{ seq: 10, author: "jun", mentions: [] }] })], me);
  expect(rooms[0]?.mine?.unread).toBe(3);
  rooms = withUpdate(rooms, [news({ since: 10, head: 10, lastReadSeq: 10 })], me);
  expect(roomsBehind(rooms)).toEqual([id]);
});

it("a message moves its room up; a reaction, a system message or presence does not, and other rows stay the same objects", () => {
  const other = { ...new Truth().answer(), id: newId(), lastActivityAt: 50 };
  const rooms = liveRooms([other, new Truth().answer()], [], me);
  const order = (list: readonly LiveRoom[]) => byActivity(list).map((room) => room.id);
  const reacted = withUpdate(rooms, [news({ head: 1, online: 5 })], me);
  expect([order(reacted), reacted[1]?.online, reacted[0]]).toEqual([[other.id, id], 5, rooms[0]]);
  const last = { author: "준", body: "hi", sentAt: 60 };
  const said = withUpdate(
    reacted,
    [news({ since: 1, head: 2, last, messages: [{ seq: 2, author: "jun", mentions: [] }] })],
    me,
  );
  expect([order(said), said[1]?.lastMessage]).toEqual([[id, other.id], last]);
  expect(said[0]).toBe(rooms[0]);
});

it("a favourite stays one after an update, until the API says otherwise", () => {
  const truth = new Truth();
  const [asked] = [truth.answer()];
  let list = withFavourite(liveRooms([asked], [], me), id, true);
  truth.log.push({ author: "jun", mentions: [] });
  list = withUpdate(list, [truth.news()], me);
  expect(list[0]?.mine).toMatchObject({ favourite: true, unread: 1 });
  truth.archive();
  expect(liveRooms([truth.answer()], list, me)[0]?.mine?.favourite).toBeUndefined();
});

const asked = (mine: Partial<NonNullable<RoomInfo["mine"]>>, headSeq = 5): RoomInfo => ({
  ...{ id, name: "방", visibility: "public", description: "", memberCount: 2, headSeq, lastActivityAt: 0 },
  mine: { role: "member", notify: "all", lastReadSeq: 0, unread: 0, ...mine },
});
const heard = (change: Partial<InboxUpdate>): InboxUpdate => ({
  ...{ roomId: id, since: 5, head: 6, online: 1, messages: [], deleted: [] },
  ...change,
});
const mentionsOf = (rooms: readonly LiveRoom[]) => rooms[0]?.mentions;

it("mentions from the API stay until they are read, edited out or deleted", () => {
  const list = liveRooms(
    [
      asked({
        lastReadSeq: 2,
        mentions: [
          { seq: 3, at: 3 },
          { seq: 1, at: 5 },
        ],
      }),
    ],
    [],
    me,
  );
  expect(mentionsOf(list)).toEqual([3, 1]);
  expect(mentionsOf(withUpdate(list, [heard({ lastReadSeq: 3 })], me))).toEqual([1]);
  expect(mentionsOf(withRead(list, id, 5, me))).toEqual([]);
  expect(mentionsOf(withUpdate(list, [heard({ edited: [{ seq: 3, at: 6, to: [] }] })], me))).toEqual([1]);
  expect(mentionsOf(withUpdate(list, [heard({ deleted: [3] })], me))).toEqual([1]);
});

it("an update adds mentions by ids, and by names only if it has no ids", () => {
  const list = liveRooms([asked({ lastReadSeq: 5 })], [], me);
  const message = (to?: string[]) => ({ seq: 6, author: "x", mentions: ["민아영"], ...(to && { to }) });
  expect(mentionsOf(withUpdate(list, [heard({ messages: [message(["me"])] })], me))).toEqual([6]);
  expect(mentionsOf(withUpdate(list, [heard({ messages: [message(["other"])] })], me))).toEqual([]);
  expect(mentionsOf(withUpdate(list, [heard({ messages: [message()] })], me))).toEqual([6]);
  const unread = liveRooms([asked({ lastReadSeq: 1 })], [], me);
  const edited = withUpdate(unread, [heard({ edited: [{ seq: 2, at: 6, to: ["me"] }] })], me);
  expect(mentionsOf(edited)).toEqual([2]);
  expect(mentionsOf(liveRooms([asked({ lastReadSeq: 1 })], edited, me))).toEqual([2]);
  expect(mentionsOf(liveRooms([asked({ lastReadSeq: 1 }, 6)], edited, me))).toEqual([]);
});

it("an edit of a read message adds a mention only after the API confirms it", () => {
  const list = liveRooms([asked({ lastReadSeq: 5 })], [], me);
  const edited = withUpdate(list, [heard({ edited: [{ seq: 2, at: 6, to: ["me"] }] })], me);
  expect(mentionsOf(edited)).toEqual([]);
  expect(roomsBehind(edited)).toEqual([id]);
  const kept = liveRooms([asked({ lastReadSeq: 5 }, 6)], edited, me);
  expect([mentionsOf(kept), roomsBehind(kept)]).toEqual([[], []]);
  const added = liveRooms([asked({ lastReadSeq: 5, mentions: [{ seq: 2, at: 6 }] }, 6)], edited, me);
  expect([mentionsOf(added), roomsBehind(added)]).toEqual([[2], []]);
  // The mention is known and unread, since an earlier edit has added it.
  const again = withUpdate(added, [heard({ since: 6, head: 7, edited: [{ seq: 2, at: 7, to: ["me"] }] })], me);
  expect([mentionsOf(again), roomsBehind(again)]).toEqual([[2], []]);
  // Another user's mention changes nothing.
  expect(roomsBehind(withUpdate(list, [heard({ edited: [{ seq: 2, at: 6, to: ["other"] }] })], me))).toEqual([]);
});
