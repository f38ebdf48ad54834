import { jwtVerify, SignJWT } from "jose";
import { headers } from "next/headers";
import { cache } from "react";
import { z } from "zod";
import { isUnavailable } from "../../db/failure";
import { type NewSession, sessionUser } from "../../db/sessions";
import { webEnv } from "../../lib/env";
import { newId } from "../../lib/ids";
import type { User } from "../../lib/protocol";
import { readCookie, writeCookie } from "./cookie";
import { database } from "./services";

const SESSION_TTL_S = 30 * 24 * 60 * 60;

export interface SignedIn {
  user: User;
  sessionId: string;
}

/** The database could not be asked who this is. Pages show it as a state of its own, not as "signed out". */
export class Unavailable extends Error {
  override name = "Unavailable";
}

const claims = z.object({ sub: z.uuid(), sid: z.uuid() });
// The audience keeps a ticket, which has the same claims, from passing for a session where one secret signs both.
const AUDIENCE = "session";
const secretKey = () => new TextEncoder().encode(webEnv().SESSION_SECRET);

export function newSession(nowMs: number = Date.now()): NewSession {
  return { id: newId(nowMs), expiresAt: new Date(nowMs + SESSION_TTL_S * 1000) };
}

/** The Set-Cookie header that signs a browser in. */
export async function signInCookie(userId: string, session: NewSession, request: Request): Promise<string> {
  const token = await new SignJWT({ sid: session.id })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(AUDIENCE)
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(session.expiresAt)
    .sign(secretKey());
  return writeCookie(token, SESSION_TTL_S, request);
}

/** The Set-Cookie header that signs a browser out. */
export function signOutCookie(request: Request): string {
  return writeCookie("", 0, request);
}

/** Whose session a request's cookie claims to be, before the database is asked whether it still lives. */
export async function claimedSession(from: Headers, url?: string) {
  const token = readCookie(from, url);
  if (!token) return undefined;
  try {
    const { payload } = await jwtVerify(token, secretKey(), { algorithms: ["HS256"], audience: AUDIENCE });
    const { sub, sid } = claims.parse(payload);
    return { userId: sub, sessionId: sid };
  } catch {
    return undefined;
  }
}

/** Who sent these headers. One query. */
export async function signedIn(from: Headers, url?: string): Promise<SignedIn | undefined> {
  const claimed = await claimedSession(from, url);
  const user = claimed && (await sessionUser(database(), claimed.sessionId, claimed.userId));
  return user && { user, sessionId: claimed.sessionId };
}

/**
 * Who is looking at this page, for server components; asked once a render.
 * @throws Unavailable when the database is away.
 */
export const currentUser = cache(async (): Promise<SignedIn | undefined> => {
  const from = await headers();
  try {
    return await signedIn(from);
  } catch (error) {
    if (isUnavailable(error)) throw new Unavailable("the database is away");
    throw error;
  }
});
