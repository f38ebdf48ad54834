/** The users of table.ts, and a private room whose name no outsider may read. */
import { eq, isNotNull } from "drizzle-orm";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { bans, blocks, files, invites, members, messages, pins, rooms, savedMessages, sessions } from "@/db/schema";
import { hashInviteToken, newInviteToken } from "@/lib/server/invite-token";
import { signTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { backstage } from "@/tests/api/web";
import { addPerson } from "@/tests/harness/live/people";
import type { Who } from "./table";

export interface Sent {
  status: number;
  headers: Headers;
  text: string;
}
/** One request to the web side, on whichever runtime it runs. */
export type Send = (method: string, path: string, headers: Record<string, string>, body?: unknown) => Promise<Sent>;

export interface Cast {
  cookies: Record<Who, string | undefined>;
  userIds: Record<"bystander" | "banned", string>;
  roomId: string;
  /** The owner's, complete, and in no message. */
  fileId: string;
  /** For "invited". */
  inviteId: string;
  /** Of a link to the room. */
  token: string;
  /** A live session of an outsider. */
  sessionId: string;
  /** Restores the room's members, invites and bans. */
  restore(): Promise<void>;
}

/** The room's only message. */
export const SAID_SEQ = 1;
export const ROOM_NAME = "아무도 모르는 방";

async function signUp(name: string): Promise<{ cookie: string; userId: string }> {
  const { user, cookie } = await addPerson(`${name}-${newId().slice(-8)}`, "http://localhost");
  return { cookie, userId: user.id };
}

let requests = 0;
/** A separate address for every request: rate limits have tests of their own. */
export function addressHeaders(): Record<string, string> {
  requests += 1;
  const address = `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`;
  return { "x-forwarded-for": address, "x-real-ip": address };
}

const PEOPLE = ["outsider", "invited", "kicked", "banned", "member", "bystander", "admin", "owner", "revoked"] as const;
type Person = (typeof PEOPLE)[number];

export async function cast(send: Send, env: Record<string, string>): Promise<Cast> {
  const people = {} as Record<Person, { cookie: string; userId: string }>;
  // No name may be a reserved one.
  for (const name of PEOPLE) people[name] = await signUp(name === "admin" ? "warden" : name);
  const { owner, member, revoked, bystander, banned } = people;
  const made = await send(
    "POST",
    "/api/rooms",
    { cookie: owner.cookie, ...addressHeaders() },
    { name: ROOM_NAME, visibility: "private" },
  );
  const roomId: string = JSON.parse(made.text).room.id;
  const [fileId, inviteId, token] = [newId(), newId(), newInviteToken()];
  const tokenHash = await hashInviteToken(token);
  const restore = () => setScene({ roomId, fileId, inviteId, tokenHash }, people);
  await restore();
  const db = backstage();
  await db.delete(sessions).where(eq(sessions.userId, revoked.userId));
  const sessionId = newId();
  await db
    .insert(sessions)
    .values({ id: sessionId, userId: revoked.userId, expiresAt: new Date(Date.now() + 3_600_000) });
  const cookieName = member.cookie.split("=")[0];
  const admission = { userId: member.userId, username: "member", roomId, role: "member", sessionId: newId() } as const;
  const { ticket } = await signTicket(admission, env.TICKET_SECRET ?? "");
  const cookies = Object.fromEntries(PEOPLE.map((name) => [name, people[name].cookie])) as Record<Person, string>;
  return {
    roomId,
    fileId,
    inviteId,
    token,
    sessionId,
    restore,
    userIds: { bystander: bystander.userId, banned: banned.userId },
    cookies: {
      ...cookies,
      nobody: undefined,
      forged: await forged(member.cookie),
      ticketAsCookie: `${cookieName}=${ticket}`,
    },
  };
}

/** A kicked user is the same as an outsider here; tests/api/members.test.ts checks the effects of a kick. */
async function setScene(
  { roomId, fileId, inviteId, tokenHash }: { roomId: string; fileId: string; inviteId: string; tokenHash: string },
  people: Record<Person, { userId: string }>,
): Promise<void> {
  const db = backstage();
  const { owner, admin, member, bystander, revoked, invited, banned } = people;
  const invite = { id: inviteId, roomId, createdBy: owner.userId, userId: invited.userId };
  const link = { id: newId(), roomId, createdBy: owner.userId, tokenHash };
  await db.batch([
    db
      .insert(rooms)
      .values({ id: roomId, name: ROOM_NAME, visibility: "private", createdBy: owner.userId })
      .onConflictDoUpdate({
        target: rooms.id,
        set: { name: ROOM_NAME, description: "", visibility: "private", archivedAt: null },
      }),
    db
      .insert(messages)
      .values({ roomId, seq: SAID_SEQ, authorId: owner.userId, clientId: roomId, body: "안녕", sentAt: new Date() })
      .onConflictDoNothing(),
    db.delete(files).where(eq(files.id, fileId)),
    db.insert(files).values({
      ...{ id: fileId, roomId, userId: owner.userId, name: "a.txt", type: "text/plain", size: 1 },
      completedAt: new Date(),
    }),
    db.delete(pins).where(eq(pins.roomId, roomId)),
    db.delete(savedMessages).where(eq(savedMessages.roomId, roomId)),
    db.delete(members).where(eq(members.roomId, roomId)),
    db.delete(invites).where(eq(invites.roomId, roomId)),
    db.delete(bans).where(eq(bans.roomId, roomId)),
    db
      .insert(members)
      .values([
        { roomId, userId: owner.userId, role: "owner" },
        { roomId, userId: admin.userId, role: "admin" },
        ...[member, bystander, revoked].map(({ userId }) => ({ roomId, userId })),
      ]),
    db.insert(invites).values([invite, link]),
    db.delete(rooms).where(isNotNull(rooms.directKey)),
    db.delete(blocks),
    db.insert(bans).values({ roomId, userId: banned.userId }),
  ]);
}

/** The same cookie, signed with another secret. */
function forged(cookie: string): Promise<string> {
  const [name = "", token = ""] = cookie.split("=");
  const header = decodeProtectedHeader(token) as { alg: string };
  const key = new TextEncoder().encode("a secret that is not the server's own");
  return new SignJWT(decodeJwt(token))
    .setProtectedHeader(header)
    .sign(key)
    .then((jwt) => `${name}=${jwt}`);
}
