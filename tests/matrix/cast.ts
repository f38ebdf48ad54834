/** The people of the table, and a private room with a name that nobody outside may read. */
import { eq } from "drizzle-orm";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { members, rooms, sessions } from "../../db/schema";
import { newId } from "../../lib/ids";
import { signTicket } from "../../lib/ticket";
import { backstage } from "../api/web";
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
  userIds: Record<"outsider" | "member" | "owner" | "revoked", string>;
  roomId: string;
  /** A living session of none of them. */
  sessionId: string;
}

export const ROOM_NAME = "아무도 모르는 방";
const PASSWORD = "열려라 참깨 123";

async function signUp(send: Send, name: string): Promise<{ cookie: string; userId: string }> {
  const username = `${name}-${newId().slice(-8)}`;
  const answer = await send("POST", "/api/signup", addressHeaders(), { username, password: PASSWORD });
  if (answer.status !== 201) throw new Error(`signup failed: ${answer.text}`);
  const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  return { cookie, userId: JSON.parse(answer.text).user.id };
}

let requests = 0;
/** An address of its own for every request: limits have tests of their own. */
export function addressHeaders(): Record<string, string> {
  requests += 1;
  const address = `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`;
  return { "x-forwarded-for": address, "x-real-ip": address };
}

export async function cast(send: Send, env: Record<string, string>): Promise<Cast> {
  const [outsider, member, admin, owner, revoked] = [
    await signUp(send, "outsider"),
    await signUp(send, "member"),
    await signUp(send, "moderator"),
    await signUp(send, "owner"),
    await signUp(send, "revoked"),
  ];
  const made = await send("POST", "/api/rooms", { cookie: owner.cookie, ...addressHeaders() }, { name: ROOM_NAME });
  const roomId: string = JSON.parse(made.text).room.id;
  const db = backstage();
  await db.update(rooms).set({ visibility: "private" }).where(eq(rooms.id, roomId));
  await db.insert(members).values([
    { roomId, userId: member.userId },
    { roomId, userId: admin.userId, role: "admin" },
    { roomId, userId: revoked.userId },
  ]);
  await db.delete(sessions).where(eq(sessions.userId, revoked.userId));
  const sessionId = newId();
  await db
    .insert(sessions)
    .values({ id: sessionId, userId: revoked.userId, expiresAt: new Date(Date.now() + 3_600_000) });
  const cookieName = member.cookie.split("=")[0];
  const admission = { userId: member.userId, username: "member", roomId, role: "member", sessionId: newId() } as const;
  const { ticket } = await signTicket(admission, env.TICKET_SECRET ?? "");
  return {
    roomId,
    sessionId,
    userIds: {
      outsider: outsider.userId,
      member: member.userId,
      owner: owner.userId,
      revoked: revoked.userId,
    },
    cookies: {
      nobody: undefined,
      outsider: outsider.cookie,
      member: member.cookie,
      admin: admin.cookie,
      owner: owner.cookie,
      revoked: revoked.cookie,
      forged: await forged(member.cookie),
      ticketAsCookie: `${cookieName}=${ticket}`,
    },
  };
}

/** The same cookie in every word, signed by somebody else. */
function forged(cookie: string): Promise<string> {
  const [name = "", token = ""] = cookie.split("=");
  const header = decodeProtectedHeader(token) as { alg: string };
  const key = new TextEncoder().encode("a secret that is not the server's own");
  return new SignJWT(decodeJwt(token))
    .setProtectedHeader(header)
    .sign(key)
    .then((jwt) => `${name}=${jwt}`);
}
