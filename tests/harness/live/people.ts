/** Users for tests that are not about signing up. */
import { hashPassword } from "@/app/_server/auth/scrypt";
import { newSession, signInCookie } from "@/app/_server/auth/session";
import { openDatabase } from "@/db/client";
import { createUser } from "@/db/queries/users";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { newId } from "@/lib/shared/ids";
import { hashRecoveryCode, newRecoveryCode } from "@/lib/text/recovery-code";

export const PASSWORD = "열려라 참깨 123";

/** A hash from when hashing was cheaper: it is still accepted, and tests need not wait 0.3 s for each check. */
const COST = { N: 2 ** 4, r: 8, p: 1 };

/**
 * Adds a user with PASSWORD and a session directly to the database that the environment names.
 * @param origin the site's origin @returns the user, and the session's cookie as `name=value`
 */
export async function addPerson(username: string, origin: string): Promise<{ user: User; cookie: string }> {
  const user = { id: newId(), username };
  const ways = {
    password: await hashPassword(PASSWORD.normalize("NFC"), COST),
    recovery: await hashRecoveryCode(newRecoveryCode()),
  };
  const session = newSession();
  const { outcome } = await createUser(openDatabase(webEnv()), user, ways, session);
  if (outcome !== "created") throw new Error(`${username}: ${outcome}`);
  const cookie = await signInCookie(user.id, session, new Request(origin));
  return { user, cookie: cookie.split(";")[0] ?? "" };
}
