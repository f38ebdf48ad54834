import { and, eq } from "drizzle-orm";
import { expect } from "vitest";
import { members, messages, rooms } from "@/db/schema";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { newId } from "@/lib/shared/ids";
import { backstage, type Visitor } from "./web";

export async function newRoom(by: Visitor, name: string): Promise<RoomInfo> {
  const answer = await by.post("/api/rooms", { name, visibility: "public" });
  expect(answer.status).toBe(201);
  return answer.json.room;
}

export async function privateRoom(by: Visitor, name: string): Promise<RoomInfo> {
  const answer = await by.post("/api/rooms", { name, visibility: "private" });
  expect(answer.status).toBe(201);
  return answer.json.room;
}

/** A room of the first user, with the second as an admin, and other members. */
export async function tearoomOf(
  [owner, admin, ...others]: [Visitor, Visitor, ...Visitor[]],
  make: typeof newRoom,
): Promise<RoomInfo> {
  const room = await make(owner, `찻집 ${newId()}`);
  await putIn(room.id, admin, "admin");
  for (const other of others) await putIn(room.id, other);
  return room;
}

/** Adds a message that has reached the archive. `at` is epoch milliseconds. */
export async function say(by: Visitor, roomId: string, seq: number, body: string, at = Date.now()) {
  const row = { roomId, seq, authorId: by.user.id, clientId: newId(), body, sentAt: new Date(at) };
  await backstage().insert(messages).values(row);
  await backstage().update(rooms).set({ headSeq: seq, lastActivityAt: row.sentAt }).where(eq(rooms.id, roomId));
  return row;
}

/** All rooms that match, read page by page. */
export async function walk(visitor: Visitor, query: string, limit: number): Promise<RoomInfo[]> {
  const seen: RoomInfo[] = [];
  let cursor = "";
  do {
    const more = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await visitor.get(`/api/rooms?query=${encodeURIComponent(query)}&limit=${limit}${more}`);
    expect(answer.status).toBe(200);
    seen.push(...answer.json.rooms);
    cursor = answer.json.nextCursor;
  } while (cursor);
  return seen;
}

export const names = (found: RoomInfo[]) => found.map(({ name }) => name);

/** A user's role in a room, read from the database; undefined: not a member. */
export async function roleIn(roomId: string, { user }: Visitor): Promise<string | undefined> {
  const own = and(eq(members.roomId, roomId), eq(members.userId, user.id));
  return (await backstage().select({ role: members.role }).from(members).where(own))[0]?.role;
}

/** Makes a user a member directly in the database. */
export async function putIn(roomId: string, { user }: Visitor, role: "admin" | "member" = "member"): Promise<void> {
  await backstage().insert(members).values({ roomId, userId: user.id, role });
}
