import { SignJWT } from "jose";
import { headers } from "next/headers";
import { cache } from "react";
import * as z from "zod";
import { takeToken } from "@/app/_server/http/rate-limits";
import { retryCalls } from "@/app/_server/rooms/deliver";
import { database } from "@/app/_server/services";
import { isUnavailable } from "@/db/errors";
import { type LiveSession, liveSession, type NewSession, renewSession } from "@/db/queries/sessions";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { kidOf, sign, verifySigned } from "@/lib/server/signing";
import { newId } from "@/lib/shared/ids";
import { readCookie, writeCookie } from "./cookie";

/** An unused session ends after this time. */
const SESSION_TTL_S = 30 * 24 * 60 * 60;
/** A cookie's token is valid for this time. The next API call then renews the session's row and replaces the token. */
const TOKEN_TTL_S = 15 * 60;

export interface SignedIn {
  user: User;
  sessionId: string;
}

/** The session of a request to the API. */
export interface OwnSession extends SignedIn {
  /** When the session expires unless it is renewed (epoch ms). */
  sessionUntil: number;
  /** The cookie to set, if the request's cookie is stale. */
  cookie?: string;
}

/** Database unavailable, or too many requests: pages show an error instead of treating the visitor as signed out. */
export class Unavailable extends Error {
  override name = "Unavailable";
}

const claims = z.object({ sub: z.uuid(), sid: z.uuid(), iat: z.number().default(0) });
// A ticket has the same claims: without this audience, a ticket would pass for a session cookie if one secret signed both.
const AUDIENCE = "session";
const expiry = (nowMs: number) => new Date(nowMs + SESSION_TTL_S * 1000);

export function newSession(nowMs: number = Date.now()): NewSession {
  return { id: newId(nowMs), expiresAt: expiry(nowMs) };
}

/** The secrets that sign the cookies. */
export function sessionSecrets() {
  const { SESSION_SECRET, SESSION_SECRET_PREVIOUS } = webEnv();
  return { secret: SESSION_SECRET, previous: SESSION_SECRET_PREVIOUS };
}

/** The Set-Cookie header that signs a browser in. */
export async function signInCookie(userId: string, session: { id: string }, request: Request): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  const token = new SignJWT({ sid: session.id })
    .setAudience(AUDIENCE)
    .setSubject(userId)
    .setIssuedAt(iat)
    .setExpirationTime(iat + TOKEN_TTL_S);
  return writeCookie("session", await sign(token, webEnv().SESSION_SECRET), SESSION_TTL_S, request);
}

/** The Set-Cookie header that signs a browser out. */
export function signOutCookie(request: Request): string {
  return writeCookie("session", "", 0, request);
}

/**
 * The user and session that a request's cookie names, without asking the database whether the session is live. `stale`: the token
 * has expired, less than SESSION_TTL_S ago, or is signed with the previous secret.
 */
export async function claimedSession(from: Headers, url?: string) {
  const secrets = sessionSecrets();
  const rules = { audience: AUDIENCE, requiredClaims: ["exp"], clockTolerance: SESSION_TTL_S };
  const token = await verifySigned(readCookie("session", from, url), secrets, rules);
  const found = claims.safeParse(token?.payload);
  if (!found.success) return undefined;
  const { sub, sid, iat } = found.data;
  const isOld = Date.now() / 1000 >= iat + TOKEN_TTL_S;
  return { userId: sub, sessionId: sid, stale: isOld || token?.protectedHeader.kid !== (await kidOf(secrets.secret)) };
}

/** The live session of a request, with a new cookie if the request's cookie is stale. One query. */
export async function renewedSession(request: Request): Promise<OwnSession | undefined> {
  const claimed = await claimedSession(request.headers, request.url);
  if (!claimed) return undefined;
  const { sessionId, userId, stale } = claimed;
  const session = stale
    ? await renewSession(database(), userId, { id: sessionId, expiresAt: expiry(Date.now()) })
    : await liveSession(database(), sessionId, userId);
  if (!session) return undefined;
  retryDue(session);
  const own = { user: session.user, sessionId, sessionUntil: session.expiresAt.getTime() };
  return stale ? { ...own, cookie: await signInCookie(userId, { id: sessionId }, request) } : own;
}

/**
 * Retries commands that are due: the function that stored them may have stopped, so any user's request restarts the retries. The
 * session's query also returns whether any command is due.
 */
function retryDue({ isAnyDue }: LiveSession): void {
  if (isAnyDue) retryCalls();
}

/**
 * The signed-in user, for server components. Read once per render.
 * @throws Unavailable if the database is unavailable or the session has made too many requests.
 */
export const currentUser = cache(async (): Promise<SignedIn | undefined> => {
  const claimed = await claimedSession(await headers());
  if (!claimed) return undefined;
  const { sessionId, userId } = claimed;
  try {
    await takeToken("session", "account", sessionId, { path: "page" });
  } catch {
    throw new Unavailable("too many requests of this session");
  }
  try {
    const session = await liveSession(database(), sessionId, userId);
    if (session) retryDue(session);
    return session && { user: session.user, sessionId };
  } catch (error) {
    if (isUnavailable(error)) throw new Unavailable("the database is unavailable");
    throw error;
  }
});
