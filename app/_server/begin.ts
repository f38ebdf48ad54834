import { createSession } from "../../db/sessions";
import type { User } from "../../lib/protocol";
import { deviceOf } from "./device";
import { database } from "./services";
import { newSession, signInCookie } from "./session";

/** Begins a session on the device that asks; the headers of the answer that hands it over. */
export async function begin(user: User, request: Request): Promise<{ "set-cookie": string }> {
  const session = { ...newSession(), device: deviceOf(request.headers) };
  await createSession(database(), user.id, session);
  return { "set-cookie": await signInCookie(user.id, session, request) };
}
