import { deliver } from "@/app/_server/rooms/deliver";
import { database } from "@/app/_server/services";
import { createSession, deleteOldSessions, type NewSession } from "@/db/queries/sessions";
import type { User } from "@/lib/protocol/room";
import { deviceOf } from "./device";
import { deviceCookie } from "./known-device";
import { newSession, signInCookie } from "./session";

/** Starts a session on the requesting device, and ends expired and excess ones. Returns the headers that set its cookies. */
export async function startSession(user: User, request: Request): Promise<Headers> {
  const session = { ...newSession(), device: deviceOf(request.headers) };
  const calls = await createSession(database(), user.id, session);
  await deliver(calls);
  if (calls.length > 0) await deleteOldSessions(database(), user.id);
  return signInHeaders(user, session, request);
}

/** The headers that set the session cookie, and the device cookie with this account added. */
export async function signInHeaders(user: User, session: NewSession, request: Request): Promise<Headers> {
  const headers = new Headers({ "set-cookie": await signInCookie(user.id, session, request) });
  headers.append("set-cookie", await deviceCookie(request, user.username));
  return headers;
}
