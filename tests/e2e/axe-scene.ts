/** People and rooms that fill each part of the screens. */
import { eq } from "drizzle-orm";
import { type Database, openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import { openDirect } from "@/db/queries/directs";
import { bans, blocks, invites, members, passkeys, pins, rooms, savedMessages } from "@/db/schema";
import { bodyOfFiles } from "@/lib/events/files";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import type { Event, User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { hashInviteToken, newInviteToken } from "@/lib/server/invite-token";
import { newId } from "@/lib/shared/ids";
import { addPerson } from "@/tests/harness/live/people";

export interface Scene {
  me: Awaited<ReturnType<typeof addPerson>>;
  friend: User;
  /**
   * Paths. `talk` has every kind of message. `few` is for everything that opens in a room; it has few messages, since axe spends most
   * of its time on them. The user owns both, and is not a member of `square`.
   */
  rooms: Record<"talk" | "few" | "empty" | "archived" | "square" | "direct" | "request" | "blocked", string>;
  /** Path of an invite to another room. */
  invite: string;
}

/** The number of messages that a page of `talk` does not show at first. */
const OLDER = 60;
export const OLD_SEQ = 5;
const TEXTS = [
  "**굵게** *기울여* ~~지우고~~ `코드`",
  '```ts\nconst a = 1; // 주석\nconst b = "글자";\n```',
  "> 인용한 글\n> 둘째 줄\n\n그 답",
  "- 하나\n- 둘\n\n1. 첫째\n2. 둘째",
  "https://example.com/a 그리고 [이름](https://example.com/b)",
  "비밀은 ||숨긴 글||",
  "👍🎉",
  Array.from({ length: 40 }, (_, i) => `긴 글 ${i}`).join("\n"),
];

/** Files whose bytes no storage has. */
const FILES: FileDescriptor[] = [
  ["바다.jpg", "image/jpeg"],
  ["산.png", "image/png"],
  ["노래.mp3", "audio/mpeg"],
  ["여행.mp4", "video/mp4"],
  ["보고서.pdf", "application/pdf"],
].map(([name = "", type = ""]) => ({
  ...{ id: newId(), name, type, size: 1_234_567 },
  ...(type.startsWith("image/") && { width: 1_200, height: 900, placeholder: "LV9N".repeat(16), thumbnail: true }),
}));

/** @param names unused names for the user, a friend, a stranger, a blocked and a banned person */
export async function openScene(web: string, names: readonly [string, string, string, string, string]): Promise<Scene> {
  const db = openDatabase(webEnv());
  const me = await addPerson(names[0], web);
  const [friend, stranger, blocked, banned] = await Promise.all(
    [names[1], names[2], names[3], names[4]].map(async (name) => (await addPerson(name, web)).user),
  );
  if (!friend || !stranger || !blocked || !banned) throw new Error("expected four people");
  const description = "차 마시는 방 https://example.com/tea";
  const talk = await addRoom(db, me.user, "찻집", { description });
  const few = await addRoom(db, me.user, "다방", { description });
  const all = everyKind(me.user, friend, blocked);
  for (const [roomId, events, readTo] of [
    [talk, all, all.length - 2],
    [few, fewEvents(me.user, friend), 5],
  ] as const) {
    await db.insert(members).values([
      { roomId, userId: friend.id, role: "admin" },
      { roomId, userId: blocked.id },
    ]);
    await append(db, roomId, events, [
      [me.user.id, readTo],
      [friend.id, events.length],
    ]);
    const seq = roomId === talk ? OLDER + 1 : 1;
    await db.insert(pins).values({ roomId, seq, pinnedBy: friend.id });
  }
  await db.insert(savedMessages).values({ userId: me.user.id, roomId: few, seq: 1 });
  await db.insert(bans).values({ roomId: few, userId: banned.id });
  await db.insert(passkeys).values({ id: newId(), userId: me.user.id, publicKey: "", counter: 0, label: "노트북" });

  const empty = await addRoom(db, me.user, "빈 방", { visibility: "private" });
  await db.update(members).set({ favourite: true }).where(eq(members.roomId, empty));
  const archived = await addRoom(db, me.user, "닫은 방", { archivedAt: new Date() });
  await db.update(members).set({ notify: "none" }).where(eq(members.roomId, archived));
  const square = await addRoom(db, friend, "마당", { description: "누구나 오는 곳" });
  for (const id of [archived, square]) await append(db, id, [said(friend, 1, "어서 **오세요**")]);

  const secret = await addRoom(db, friend, "비밀 모임", { visibility: "private" });
  const token = newInviteToken();
  await db.insert(invites).values([
    { id: newId(), roomId: secret, createdBy: friend.id, userId: me.user.id },
    { id: newId(), roomId: secret, createdBy: friend.id, tokenHash: await hashInviteToken(token) },
    { id: newId(), roomId: few, createdBy: me.user.id, tokenHash: newId(), maxUses: 5 },
    { id: newId(), roomId: few, createdBy: me.user.id, userId: stranger.id },
  ]);

  const direct = await addDirect(db, me.user, friend);
  const request = await addDirect(db, stranger, me.user);
  const refused = await addDirect(db, me.user, blocked);
  await db.insert(blocks).values({ userId: me.user.id, blockedId: blocked.id });
  const paths = { talk, few, empty, archived, square, direct, request, blocked: refused };
  return {
    ...{ me, friend, invite: `/invite/${token}` },
    rooms: Object.fromEntries(Object.entries(paths).map(([name, id]) => [name, `/rooms/${id}`])) as Scene["rooms"],
  };
}

async function addRoom(db: Database, owner: User, name: string, more: Partial<typeof rooms.$inferInsert>) {
  const id = newId();
  await db.insert(rooms).values({ id, name, createdBy: owner.id, ...more });
  await db.insert(members).values({ roomId: id, userId: owner.id, role: "owner" });
  return id;
}

async function addDirect(db: Database, from: User, to: User): Promise<string> {
  const opened = await openDirect(db, from.id, to.id);
  if (opened.outcome !== "opened") throw new Error(opened.outcome);
  await append(db, opened.roomId, [said(from, 1, "잠깐 시간 되세요?")]);
  return opened.roomId;
}

async function append(db: Database, roomId: string, events: readonly Event[], reads: [string, number][] = []) {
  const entries = events.map((event) =>
    event.kind === "message"
      ? { event, by: event.author.id, clientId: event.clientId }
      : { event, by: event.by, clientId: newId() },
  );
  await appendEvents(db, roomId, entries, reads);
}

type Said = Extract<Event, { kind: "message" }>;

function said(author: User, seq: number, body: string, more: Partial<Said> = {}): Said {
  return { kind: "message", seq, clientId: newId(), author, body, sentAt: Date.now() - 60_000, ...more };
}

function fewEvents(me: User, friend: User): Event[] {
  const reacted = { kind: "reaction", target: 2, emoji: "👍", on: true, at: Date.now() } as const;
  return [
    said(friend, 1, "안녕하세요"),
    said(me, 2, "내 글"),
    { ...reacted, seq: 3, by: me.id },
    { ...reacted, seq: 4, by: friend.id },
    said(me, 5, "내 마지막 글"),
  ];
}

/** The events of a room with every kind of message, by the user and by others. The last two are unread. */
function everyKind(me: User, friend: User, blocked: User): Event[] {
  const events: Event[] = [];
  const next = () => events.length + 1;
  const say = (author: User, body: string, more?: Partial<Said>) => {
    const seq = next();
    events.push(said(author, seq, body, more));
    return seq;
  };
  const at = Date.now() - 30_000;
  for (let i = 0; i < OLDER; i++) say(i % 2 ? me : friend, `이야기 ${i}`, { sentAt: at - 86_400_000 });
  for (const text of TEXTS) for (const author of [friend, me]) say(author, text);
  for (const author of [friend, me]) {
    const other = author === me ? friend : me;
    const reply = say(author, `@${other.username} 여기요`, { replyTo: OLDER + 1, mentions: [other.id] });
    for (const by of [me, friend])
      events.push({ kind: "reaction", seq: next(), target: reply, emoji: "👍", by: by.id, on: true, at });
    events.push({ kind: "reaction", seq: next(), target: reply, emoji: "🎉", by: friend.id, on: true, at });
    const edited = say(author, "처음 글");
    events.push({ kind: "edit", seq: next(), target: edited, body: "고친 글", by: author.id, at });
    const deleted = say(author, "지울 글");
    events.push({ kind: "delete", seq: next(), target: deleted, by: author.id, at });
  }
  for (const author of [friend, me]) say(author, bodyOfFiles(FILES), { files: FILES });
  say(friend, "사진과 글", { files: FILES.slice(0, 1) });
  say(blocked, "가려진 글");
  say(friend, "joined", { notice: { what: "joined" } });
  say(friend, "pinned a message", { notice: { what: "pinned", message: OLDER + 1 } });
  say(me, "내 마지막 글");
  say(friend, "안 읽은 글");
  say(friend, "또 안 읽은 글");
  return events;
}
