import { asc, eq } from "drizzle-orm";
import { type ExportLine, exportLine } from "@/lib/protocol/room-export";
import type { Database } from "./client";
import { eventsAfter, NoSuchRoom } from "./queries/messages";
import { members, pins, rooms, users } from "./schema";

const PAGE = 500;

/**
 * Exports a room, its members, its pins and its archived events as lines of JSON, without deleted text.
 * @throws NoSuchRoom
 */
export async function* exportRoom(db: Database, roomId: string): AsyncGenerator<string> {
  const room = await roomLine(db, roomId);
  yield toLine(room);
  for (const member of await memberLines(db, roomId)) yield toLine(member);
  for (const pin of await pinLines(db, roomId)) yield toLine(pin);
  for (let last = 0; last < room.head; ) {
    const page = await eventsAfter(db, roomId, last, PAGE);
    for (const event of page) if (event.seq <= room.head) yield toLine(event);
    last = page.at(-1)?.seq ?? room.head;
  }
}

const toLine = (line: ExportLine) => `${JSON.stringify(exportLine.parse(line))}\n`;

async function roomLine(db: Database, roomId: string) {
  const { name, description, visibility, createdAt, headSeq: head } = rooms;
  const columns = { name, description, visibility, createdAt, head };
  const [row] = await db.select(columns).from(rooms).where(eq(rooms.id, roomId));
  if (!row) throw new NoSuchRoom();
  return { kind: "room" as const, id: roomId, ...row, createdAt: row.createdAt.getTime() };
}

async function memberLines(db: Database, roomId: string) {
  const { role, joinedAt } = members;
  const rows = await db
    .select({ id: users.id, username: users.username, role, joinedAt })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.roomId, roomId))
    .orderBy(asc(joinedAt), asc(users.id));
  return rows.map((row) => ({ kind: "member" as const, ...row, joinedAt: row.joinedAt.getTime() }));
}

async function pinLines(db: Database, roomId: string) {
  const { seq, pinnedAt } = pins;
  const rows = await db
    .select({ seq, pinnedAt, id: users.id, username: users.username })
    .from(pins)
    .innerJoin(users, eq(users.id, pins.pinnedBy))
    .where(eq(pins.roomId, roomId))
    .orderBy(asc(pinnedAt), asc(seq));
  return rows.map(({ seq, pinnedAt, ...by }) => ({ kind: "pin" as const, seq, by, at: pinnedAt.getTime() }));
}
