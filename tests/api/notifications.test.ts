/** Notifications: what is listed, counted and seen, and what a batch writes (docs/decisions/0026-notification-centre.md). */
import { and, eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { DELETED_AT_ONCE } from "@/db/notifications/list";
import { appendEvents } from "@/db/queries/append";
import { members, notifications, rooms } from "@/db/schema";
import type { LogEntry } from "@/lib/events/reduce";
import type { Notification, Unseen } from "@/lib/protocol/http/notifications";
import { NOTIFICATIONS_MAX, PAGE_MAX, UNSEEN_MAX } from "@/lib/protocol/limits";
import type { Event } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { recordedCloud } from "./cloud";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, putIn } from "./scenes";
import { backstage, PROOF, signedUp, type Visitor } from "./web";

let host: RoomsHost;
let mina: Visitor;
let jun: Visitor;
let ara: Visitor;
beforeAll(async () => {
  ({ host } = await recordedCloud());
  [jun, ara] = [await signedUp("jun"), await signedUp("ara")];
}, 60_000);
/** Mina reads. She is new in each test. */
beforeEach(async () => {
  mina = await signedUp("mina");
});
afterEach(() => {
  host.refreshed();
  expect(host.wrong).toEqual([]);
});

type Bound = { to?: Visitor[]; re?: number };
const entry = (event: Event, by: Visitor): LogEntry => ({ event, by: by.user.id, clientId: newId() });
const says = (by: Visitor, seq: number, body: string, { to, re }: Bound = {}): LogEntry =>
  entry(
    {
      ...{ kind: "message", seq, clientId: newId(), author: by.user, body, sentAt: Date.now() },
      ...(to && { mentions: to.map(({ user }) => user.id) }),
      ...(re && { replyTo: re }),
    },
    by,
  );
const calls = (by: Visitor, seq: number, to: Visitor, more: Bound = {}) =>
  says(by, seq, `@${to.user.username} 여기`, { to: [to], ...more });
const edits = (by: Visitor, seq: number, target: number, body: string, to: Visitor[] = []): LogEntry =>
  entry(
    { kind: "edit", seq, target, body, by: by.user.id, at: Date.now(), mentions: to.map(({ user }) => user.id) },
    by,
  );
const deletes = (by: Visitor, seq: number, target: number): LogEntry =>
  entry({ kind: "delete", seq, target, by: by.user.id, at: Date.now() }, by);
const reacts = (by: Visitor, seq: number, target: number, emoji: string, on = true): LogEntry =>
  entry({ kind: "reaction", seq, target, emoji, on, by: by.user.id, at: Date.now() }, by);

/** One batch for each list. */
async function append(roomId: string, ...batches: LogEntry[][]) {
  for (const batch of batches) await appendEvents(backstage(), roomId, batch);
}
/** A private room of Jun's with Ara and Mina. */
async function teaRoom(make = privateRoom) {
  const { id } = await make(jun, "찻집");
  for (const each of [ara, mina]) await putIn(id, each);
  host.refreshed();
  return id;
}
async function listOf(visitor: Visitor, query = ""): Promise<Notification[]> {
  const answer = await visitor.get(`/api/notifications${query}`);
  expect(answer.status).toBe(200);
  return answer.json.notifications;
}
async function unseenOf(visitor: Visitor): Promise<Unseen[]> {
  const { json } = await visitor.get("/api/rooms?scope=mine");
  return json.unseen;
}
/** The seqs of listed and of unseen messages, newest first. */
const seqsOf = async (visitor: Visitor) => [
  (await listOf(visitor)).map((each) => ("seq" in each ? each.seq : 0)),
  (await unseenOf(visitor)).map(({ seq }) => seq),
];
const setOwn = (roomId: string, { user }: Visitor, set: Partial<typeof members.$inferInsert>) =>
  backstage()
    .update(members)
    .set(set)
    .where(and(eq(members.roomId, roomId), eq(members.userId, user.id)));
/** The place of a listed entry, as `seen` takes it. */
const shownOf = (each: Notification | undefined) =>
  each && { roomId: each.room.id, seq: "seq" in each ? each.seq : 0, at: each.at };
const seen = async (by: Visitor, body: Record<string, unknown>) =>
  (await by.post("/api/notifications/seen", body)).status;

describe("a message notifies", () => {
  it("those whom it mentions and the author to whom it replies, and nobody else", async () => {
    const id = await teaRoom();
    await append(
      id,
      [says(mina, 1, "차 마실 사람")],
      [says(jun, 2, "**저요** ||비밀||", { re: 1 })],
      [calls(ara, 3, mina)],
    );
    expect(await listOf(mina)).toEqual([
      {
        ...{ kind: "mention", room: { id, name: "찻집" }, seq: 3, author: ara.user, event: 3 },
        ...{ excerpt: `@${mina.user.username} 여기`, at: expect.any(Number), unseen: true },
      },
      expect.objectContaining({
        kind: "reply",
        seq: 2,
        author: jun.user,
        excerpt: expect.stringMatching(/^저요 [^비]+$/),
      }),
    ]);
    expect(await unseenOf(mina)).toEqual([
      { roomId: id, seq: 3, event: 3 },
      { roomId: id, seq: 2, event: 2 },
    ]);
    for (const other of [jun, ara]) expect(await seqsOf(other)).toEqual([[], []]);
  });

  it("once, if it mentions the author of the message to which it replies", async () => {
    const id = await teaRoom();
    await append(id, [says(mina, 1, "하나")], [calls(jun, 2, mina, { re: 1 })]);
    expect(await listOf(mina)).toMatchObject([{ kind: "reply", seq: 2 }]);
    await append(id, [edits(jun, 3, 2, "이름 없이")]);
    expect(await listOf(mina)).toMatchObject([{ kind: "reply", seq: 2, excerpt: "이름 없이" }]);
  });

  it("not its own author, and not the author of a system message", async () => {
    const id = await teaRoom();
    const joined = says(mina, 2, "joined");
    Object.assign(joined.event, { notice: { what: "joined" } });
    await append(
      id,
      [says(mina, 1, "하나"), joined],
      [
        says(mina, 3, "이어서", { re: 1 }),
        calls(mina, 4, mina),
        says(jun, 5, "안녕", { re: 2 }),
        reacts(mina, 6, 1, "👍"),
      ],
    );
    expect(await seqsOf(mina)).toEqual([[], []]);
  });

  it("whichever way the batch is cut, and once however often it is repeated", async () => {
    const log = [
      [says(mina, 1, "하나")],
      [says(jun, 2, "둘", { re: 1 })],
      [calls(ara, 3, mina)],
      [reacts(jun, 4, 1, "❤️")],
      [edits(ara, 5, 3, `@${mina.user.username} 저기`, [mina])],
    ];
    const outcomes = [];
    for (const batches of [log, [log.flat()], [log.slice(0, 3).flat(), log.slice(3).flat()]]) {
      const id = await teaRoom();
      await append(id, ...batches, ...batches);
      const entries = (await listOf(mina)).filter(({ room }) => room.id === id);
      outcomes.push(entries.map(({ kind, ...more }) => [kind, "seq" in more && more.seq]).sort());
    }
    expect(outcomes[0]).toHaveLength(3);
    expect(outcomes.slice(1)).toEqual([outcomes[0], outcomes[0]]);
  });

  it("nobody of a direct room, since the list of rooms has it; but a reaction there does", async () => {
    const { id } = (await jun.post("/api/directs", { userId: mina.user.id })).json.room;
    await append(id, [says(mina, 1, "하나")], [calls(jun, 2, mina, { re: 1 })]);
    expect(await seqsOf(mina)).toEqual([[], []]);
    await append(id, [reacts(jun, 3, 1, "👍")]);
    expect(await listOf(mina)).toMatchObject([{ kind: "reaction", seq: 1, room: { id, name: "", direct: jun.user } }]);
  });

  it("nobody who is not a member", async () => {
    const { id } = await newRoom(jun, "마당");
    await append(id, [calls(jun, 1, mina)]);
    await putIn(id, mina);
    await append(id, [says(mina, 2, "왔어요")]);
    await mina.delete(`/api/rooms/${id}/members/${mina.user.id}`);
    await append(id, [says(jun, 3, "가셨네", { re: 2 }), reacts(jun, 4, 2, "👍")]);
    await putIn(id, mina);
    expect(await seqsOf(mina)).toEqual([[], []]);
  });
});

it("the newest event is first, also within one batch: a reaction to an old message before an earlier reply", async () => {
  const id = await teaRoom();
  await append(id, [says(mina, 1, "하나"), says(mina, 2, "둘")]);
  await append(id, [
    ...[calls(ara, 3, mina), calls(jun, 4, mina), says(jun, 5, "답", { re: 1 }), reacts(jun, 6, 2, "👍")],
    edits(ara, 7, 3, `@${mina.user.username} 저기`, [mina]),
  ]);
  expect(await seqsOf(mina)).toEqual([
    [3, 2, 5, 4],
    [3, 2, 5, 4],
  ]);
  const found: number[][] = [];
  let cursor = "";
  do {
    const { json } = await mina.get(`/api/notifications?limit=1${cursor && `&cursor=${cursor}`}`);
    found.push(json.notifications.map((each: Notification) => "seq" in each && each.seq));
    cursor = json.nextCursor ?? "";
  } while (cursor);
  expect(found).toEqual([[3], [2], [5], [4]]);
});

describe("reactions", () => {
  it("to one message are one entry: the newest person first, others counted, the most frequent emoji first", async () => {
    const id = await teaRoom();
    const more = await Promise.all(["b", "c", "d"].map((name) => signedUp(name)));
    for (const each of more) await putIn(id, each);
    await append(id, [says(mina, 1, "생일이에요")], [reacts(jun, 2, 1, "👍")]);
    expect(await listOf(mina)).toEqual([
      {
        ...{ kind: "reaction", room: { id, name: "찻집" }, seq: 1, excerpt: "생일이에요", at: expect.any(Number) },
        ...{ event: 2, by: [jun.user], others: 0, emoji: ["👍"], unseen: true },
      },
    ]);
    await append(id, [reacts(ara, 3, 1, "❤️"), reacts(jun, 4, 1, "❤️"), reacts(mina, 5, 1, "🎉")]);
    await append(
      id,
      more.map((each, i) => reacts(each, 6 + i, 1, "❤️")),
    );
    const [only, ...none] = await listOf(mina);
    expect(none).toEqual([]);
    expect(only).toMatchObject({ by: [more[2]?.user, jun.user], others: 3, emoji: ["❤️", "👍"] });
    expect(await unseenOf(mina)).toEqual([{ roomId: id, seq: 1 }]);
  });

  it("that are taken back are not named, and without any the entry is neither listed nor counted", async () => {
    const id = await teaRoom();
    await append(
      id,
      [says(mina, 1, "하나"), reacts(jun, 2, 1, "👍"), reacts(ara, 3, 1, "👍")],
      [reacts(ara, 4, 1, "👍", false)],
    );
    expect(await listOf(mina)).toMatchObject([{ by: [jun.user], others: 0 }]);
    await append(id, [reacts(jun, 5, 1, "👍", false)]);
    expect(await seqsOf(mina)).toEqual([[], []]);
  });

  it("to a seen entry make it unseen again, at the top", async () => {
    const id = await teaRoom();
    await append(
      id,
      [says(mina, 1, "하나"), says(mina, 2, "둘")],
      [reacts(jun, 3, 1, "👍")],
      [reacts(jun, 4, 2, "👍")],
    );
    const [newest] = await listOf(mina);
    expect(await seen(mina, { until: newest?.at })).toBe(204);
    expect(await unseenOf(mina)).toEqual([]);
    await append(id, [reacts(ara, 5, 1, "❤️")]);
    expect(await seqsOf(mina)).toEqual([[1, 2], [1]]);
  });
});

describe("an entry follows its message", () => {
  it("R6: an edit changes the text, adds and removes mentions; a deleted message is not listed", async () => {
    const id = await teaRoom();
    await append(id, [says(mina, 1, "하나"), says(jun, 2, "둘"), says(jun, 3, "셋", { re: 1 })]);
    await append(id, [edits(jun, 4, 2, `@${mina.user.username} 왔어?`, [mina])]);
    expect(await listOf(mina)).toMatchObject([
      { kind: "mention", seq: 2 },
      { kind: "reply", seq: 3, excerpt: "셋" },
    ]);
    await append(id, [edits(jun, 5, 2, "아무도 아님"), edits(jun, 6, 3, "고친 셋")]);
    expect(await listOf(mina)).toMatchObject([{ seq: 3, excerpt: "고친 셋" }]);
    await append(id, [edits(jun, 7, 2, `@${mina.user.username} 다시`, [mina])], [deletes(jun, 8, 3)]);
    expect(await seqsOf(mina)).toEqual([[2], [2]]);
  });

  it("a mention that an edit has removed and added again is unseen again", async () => {
    const id = await teaRoom();
    await append(id, [calls(jun, 1, mina)]);
    await seen(mina, { until: Date.now() + 1_000 });
    await append(id, [edits(jun, 2, 1, "아님")], [edits(jun, 3, 1, `@${mina.user.username}!`, [mina])]);
    expect(await unseenOf(mina)).toEqual([{ roomId: id, seq: 1, event: 3 }]);
    await append(id, [edits(jun, 4, 1, `@${mina.user.username}!!`, [mina])]);
    expect(await unseenOf(mina)).toEqual([{ roomId: id, seq: 1, event: 3 }]);
  });

  it("D2: it ends with the membership: leaving, being removed, the account, the room", async () => {
    const id = await teaRoom();
    await append(id, [calls(jun, 1, mina), calls(jun, 2, ara)]);
    expect(await seqsOf(mina)).toEqual([[1], [1]]);
    expect((await jun.delete(`/api/rooms/${id}/members/${mina.user.id}`)).status).toBe(204);
    expect(await seqsOf(mina)).toEqual([[], []]);
    await putIn(id, mina);
    expect(await seqsOf(mina)).toEqual([[], []]);
    await append(id, [calls(jun, 3, mina)]);
    expect((await mina.post("/api/account/delete", { ...PROOF, username: mina.user.username })).status).toBe(204);
    const kept = () => backstage().select().from(notifications).where(eq(notifications.roomId, id));
    expect(await kept()).toMatchObject([{ userId: ara.user.id }]);
    await backstage().delete(rooms).where(eq(rooms.id, id));
    expect(await kept()).toEqual([]);
  });

  it("D2: it is not listed while its reader has left the direct room", async () => {
    // Otherwise Jun is a stranger, and leaving declines his request.
    await teaRoom();
    const { id } = (await jun.post("/api/directs", { userId: mina.user.id })).json.room;
    await append(id, [says(mina, 1, "하나")], [reacts(jun, 2, 1, "👍")]);
    expect(await seqsOf(mina)).toEqual([[1], [1]]);
    expect((await mina.delete(`/api/rooms/${id}/members/${mina.user.id}`)).status).toBe(204);
    await append(id, [reacts(jun, 3, 1, "❤️")]);
    expect(await seqsOf(mina)).toEqual([[], []]);
    await append(id, [says(jun, 4, "있어요?")]);
    expect(await seqsOf(mina)).toEqual([[1], [1]]);
  });

  it("a blocked person's reaction makes nothing unseen and moves nothing to the top", async () => {
    const id = await teaRoom();
    await append(
      id,
      [says(mina, 1, "하나"), says(mina, 2, "둘")],
      [reacts(ara, 3, 1, "👍")],
      [reacts(ara, 4, 2, "👍")],
    );
    await seen(mina, { until: (await listOf(mina))[0]?.at });
    await mina.put(`/api/blocks/${jun.user.id}`);
    await append(id, [reacts(jun, 5, 1, "❤️"), reacts(ara, 6, 2, "🎉"), reacts(jun, 7, 2, "❤️")]);
    expect(await seqsOf(mina)).toEqual([[2, 1], [2]]);
    expect(await listOf(mina)).toMatchObject([{ event: 6 }, { event: 3 }]);
  });

  it("it is not listed while its author is blocked, and a blocked person's reaction is not named", async () => {
    const id = await teaRoom();
    await append(
      id,
      [says(mina, 1, "하나")],
      [calls(jun, 2, mina), says(jun, 3, "답", { re: 1 }), reacts(jun, 4, 1, "👍")],
    );
    await append(id, [reacts(ara, 5, 1, "❤️")]);
    await mina.put(`/api/blocks/${jun.user.id}`);
    expect(await listOf(mina)).toMatchObject([{ seq: 1, by: [ara.user], others: 0, emoji: ["❤️"] }]);
    expect(await unseenOf(mina)).toEqual([{ roomId: id, seq: 1 }]);
    await append(id, [reacts(ara, 6, 1, "❤️", false)]);
    expect(await seqsOf(mina)).toEqual([[], []]);
    await mina.delete(`/api/blocks/${jun.user.id}`);
    expect((await listOf(mina)).map((each) => "seq" in each && each.seq).sort()).toEqual([1, 2, 3]);
  });

  it("it is not listed while the room's notifications are off; the level of mentions changes nothing", async () => {
    const id = await teaRoom();
    await append(
      id,
      [says(mina, 1, "하나")],
      [calls(jun, 2, mina), says(jun, 3, "답", { re: 1 }), reacts(jun, 4, 1, "👍")],
    );
    for (const [notify, count] of [
      ["none", 0],
      ["mentions", 3],
      ["all", 3],
    ] as const) {
      expect((await mina.patch(`/api/rooms/${id}/mine`, { notify })).status).toBe(204);
      expect(
        (await seqsOf(mina)).map(({ length }) => length),
        notify,
      ).toEqual([count, count]);
    }
  });
});

describe("an entry is unseen until it was seen", () => {
  it("a mention or reply is seen once the room is read up to it; a reaction is not", async () => {
    const id = await teaRoom();
    await append(
      id,
      [says(mina, 1, "하나")],
      [says(jun, 2, "답", { re: 1 }), reacts(jun, 3, 1, "👍"), calls(jun, 4, mina)],
    );
    await setOwn(id, mina, { lastReadSeq: 3 });
    expect((await unseenOf(mina)).map(({ seq }) => seq).sort()).toEqual([1, 4]);
    await setOwn(id, mina, { lastReadSeq: 4 });
    expect(await unseenOf(mina)).toEqual([{ roomId: id, seq: 1 }]);
    const listed = await listOf(mina);
    expect(listed.filter(({ unseen }) => unseen).map(({ kind }) => kind)).toEqual(["reaction"]);
    expect(listed).toHaveLength(3);
  });

  it("those that were shown are seen on all devices, and the others stay unseen", async () => {
    const id = await teaRoom();
    await append(id, ...[1, 2, 3].map((seq) => [calls(jun, seq, mina)]));
    const rows = [1, 2, 3].map((seq) =>
      backstage()
        .update(notifications)
        .set({ at: new Date(Date.now() - 10_000 + seq) })
        .where(and(eq(notifications.roomId, id), eq(notifications.seq, seq))),
    );
    await Promise.all(rows);
    const [third, second, first] = await listOf(mina);
    host.refreshed();
    expect(await seen(mina, { shown: [second].map(shownOf) })).toBe(204);
    expect(host.refreshed()).toEqual([mina.user.id]);
    expect((await unseenOf(mina)).map(({ seq }) => seq)).toEqual([3, 1]);
    expect((await listOf(mina)).map(({ unseen }) => unseen)).toEqual([true, undefined, true]);
    expect(await seen(mina, { shown: [first, second].map(shownOf) })).toBe(204);
    expect(await seen(mina, { until: third?.at })).toBe(204);
    host.refreshed();
    expect(await seen(mina, { until: third?.at })).toBe(204);
    expect(host.refreshed()).toEqual([]);
    expect(await unseenOf(mina)).toEqual([]);
    expect(await listOf(mina)).toHaveLength(3);
  });

  it("those of the same batch that were not shown stay unseen, and so does one that got a reaction since", async () => {
    const id = await teaRoom();
    await append(id, [
      says(mina, 1, "하나"),
      ...[2, 3, 4].map((seq) => calls(jun, seq, mina)),
      reacts(jun, 5, 1, "👍"),
    ]);
    const first = await listOf(mina, "?limit=2");
    expect(first).toMatchObject([{ kind: "reaction" }, { seq: 4 }]);
    await append(id, [reacts(ara, 6, 1, "👍")]);
    expect(await seen(mina, { shown: first.map(shownOf) })).toBe(204);
    expect(await unseenOf(mina)).toMatchObject([{ seq: 1 }, { seq: 3 }, { seq: 2 }]);
    await seen(mina, { until: first[0]?.at });
    expect(await unseenOf(mina)).toMatchObject([{ seq: 1 }]);
  });

  it("another user's are not changed, and other values are refused", async () => {
    const id = await teaRoom();
    await append(id, [calls(jun, 1, mina)]);
    await seen(jun, { until: Date.now() + 1_000 });
    expect(await unseenOf(mina)).toHaveLength(1);
    const [entry] = (await listOf(mina)).map(shownOf);
    await seen(jun, { shown: [entry] });
    expect(await unseenOf(mina)).toHaveLength(1);
    const refused = [
      ...[{}, { until: -1 }, { until: 1.5 }, { until: "now" }, { until: 1e15 }],
      ...[{ shown: [] }, { shown: [{ ...entry, roomId: "a" }] }, { shown: [{ ...entry, seq: -1 }] }],
      { shown: Array.from({ length: PAGE_MAX + 1 }, () => entry) },
    ];
    for (const body of refused) expect([body, await seen(mina, body)]).toEqual([body, 422]);
  });
});

describe("invites", () => {
  it("by name are entries until they are answered, unseen until they were shown", async () => {
    const { id } = await privateRoom(jun, "비밀 모임");
    host.refreshed();
    const { invite } = (await jun.post(`/api/rooms/${id}/invites`, { username: mina.user.username })).json;
    expect(host.refreshed()).toEqual([mina.user.id]);
    const listed = { kind: "invite", room: { id, name: "비밀 모임" }, inviteId: invite.id, by: jun.user };
    expect(await listOf(mina)).toEqual([{ ...listed, at: invite.createdAt, unseen: true }]);
    expect(await unseenOf(mina)).toEqual([{ roomId: id, seq: 0 }]);
    await seen(mina, { shown: (await listOf(mina)).map(shownOf) });
    expect(host.refreshed()).toEqual([mina.user.id]);
    expect([await listOf(mina), await unseenOf(mina)]).toEqual([[{ ...listed, at: invite.createdAt }], []]);
    await mina.post(`/api/rooms/${id}/members`);
    expect(await listOf(mina)).toEqual([]);
  });

  it("by a blocked person, and links, are no entries", async () => {
    const { id } = await privateRoom(jun, "비밀 모임");
    await jun.post(`/api/rooms/${id}/invites`, {});
    await jun.post(`/api/rooms/${id}/invites`, { username: mina.user.username });
    await mina.put(`/api/blocks/${jun.user.id}`);
    expect([await listOf(mina), await unseenOf(mina)]).toEqual([[], []]);
    await mina.delete(`/api/blocks/${jun.user.id}`);
    expect(await listOf(mina)).toHaveLength(1);
  });
});

it("pages follow each other without gap or repeat, invites among them, also within a millisecond", async () => {
  const id = await teaRoom();
  await append(
    id,
    Array.from({ length: 6 }, (_, i) => calls(jun, i + 1, mina)),
  );
  const secret = await privateRoom(jun, "비밀 모임");
  await jun.post(`/api/rooms/${secret.id}/invites`, { username: mina.user.username });
  await backstage().execute(sql`
    update notifications set at = '2026-11-01'::timestamptz + (seq / 3) * interval '1 ms' where room_id = ${id}::uuid`);
  await backstage().execute(sql`
    update invites set created_at = '2026-11-01'::timestamptz + interval '1 ms' where room_id = ${secret.id}::uuid`);
  const found: string[] = [];
  let cursor = "";
  do {
    const { json } = await mina.get(`/api/notifications?limit=2${cursor && `&cursor=${cursor}`}`);
    found.push(...json.notifications.map((each: Notification) => ("seq" in each ? `${each.seq}` : "invite")));
    cursor = json.nextCursor ?? "";
  } while (cursor);
  expect(found).toEqual(["6", "invite", "5", "4", "3", "2", "1"]);
  for (const query of ["?cursor=1.2.3", "?limit=0", "?limit=101"])
    expect((await mina.get(`/api/notifications${query}`)).status).toBe(422);
});

it(`D7: only the newest ${NOTIFICATIONS_MAX} count and are kept, and at most ${UNSEEN_MAX} are counted`, async () => {
  const id = await teaRoom();
  await append(id, [calls(jun, 1, mina)]);
  await backstage().execute(sql`
    with said as (
      insert into messages (room_id, seq, author_id, client_id, body, sent_at)
      select ${id}::uuid, n, ${jun.user.id}::uuid, gen_random_uuid(), 'x', now() from generate_series(2, ${NOTIFICATIONS_MAX + 1}::int) n
      returning seq
    ) insert into notifications (room_id, user_id, seq, kind, event, at)
    select ${id}::uuid, ${mina.user.id}::uuid, seq, 'reply', seq, now() + seq * interval '1 ms' from said`);
  expect(await unseenOf(mina)).toHaveLength(UNSEEN_MAX);
  await backstage().execute(sql`update messages set deleted_at = now() where room_id = ${id}::uuid and seq > 2`);
  expect(await seqsOf(mina)).toEqual([[2], [2]]);
  expect(await seen(mina, { until: 1 })).toBe(204);
  const kept = await backstage()
    .select({ seq: notifications.seq })
    .from(notifications)
    .where(eq(notifications.roomId, id));
  expect(kept).toHaveLength(NOTIFICATIONS_MAX);
  expect(kept.some(({ seq }) => seq === 1)).toBe(false);
});

it("D7: marking all as seen changes only listed rows, and deletes older ones some at a time", async () => {
  const id = await teaRoom();
  const MANY = 3_000;
  await backstage().execute(sql`
    with said as (
      insert into messages (room_id, seq, author_id, client_id, body, sent_at)
      select ${id}::uuid, n, ${jun.user.id}::uuid, gen_random_uuid(), 'x', now() from generate_series(1, ${MANY}::int) n
      returning seq
    ) insert into notifications (room_id, user_id, seq, kind, event, at)
    select ${id}::uuid, ${mina.user.id}::uuid, seq, 'reply', seq, '2026-11-01'::timestamptz + seq * interval '1 ms' from said`);
  const [newest] = await listOf(mina, "?limit=1");
  expect(await seen(mina, { until: newest?.at })).toBe(204);
  expect(await unseenOf(mina)).toEqual([]);
  const kept = await backstage().select().from(notifications).where(eq(notifications.roomId, id));
  expect(kept).toHaveLength(MANY - DELETED_AT_ONCE);
  expect(kept.filter((row) => row.seen)).toHaveLength(NOTIFICATIONS_MAX);
  for (const _ of [1, 2]) await seen(mina, { until: newest?.at });
  const rest = await backstage().select().from(notifications).where(eq(notifications.roomId, id));
  expect(rest).toHaveLength(NOTIFICATIONS_MAX);
});

it("only the first page of one's own rooms has the unseen entries", async () => {
  const id = await teaRoom();
  await append(id, [calls(jun, 1, mina)]);
  for (const query of ["", "?scope=discover", "?scope=mine&query=찻", `?scope=mine&cursor=1.${id}`])
    expect((await mina.get(`/api/rooms${query}`)).json.unseen, query).toBeUndefined();
});

it("B1: a batch costs one request, whatever it notifies of, and its parts are in the statement only if it needs them", async () => {
  const id = await teaRoom();
  const sent = vi.spyOn(globalThis, "fetch");
  const costOf = async (...batch: LogEntry[]) => {
    sent.mockClear();
    await append(id, batch);
    return [sent.mock.calls.length, sent.mock.calls.some(([, init]) => String(init?.body).includes("notified"))];
  };
  try {
    expect(await costOf(says(mina, 1, "말"))).toEqual([1, false]);
    expect(await costOf(says(jun, 2, "답", { re: 1 }))).toEqual([1, true]);
    expect(await costOf(calls(jun, 3, mina))).toEqual([1, true]);
    expect(await costOf(reacts(jun, 4, 1, "👍"))).toEqual([1, true]);
    expect(await costOf(says(jun, 5, "말"))).toEqual([1, false]);
  } finally {
    sent.mockRestore();
  }
});
