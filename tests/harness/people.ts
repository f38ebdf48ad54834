/** People for tests that are not about signing up. */
import { hashNewPassword } from "../../app/_server/new-password";
import { newSession, signInCookie } from "../../app/_server/session";
import { openDatabase } from "../../db/client";
import { createUser } from "../../db/users";
import { webEnv } from "../../lib/env";
import { newId } from "../../lib/ids";
import type { User } from "../../lib/protocol";
import { hashRecoveryCode, newRecoveryCode } from "../../lib/recovery-code";

export const PASSWORD = "열려라 참깨 123";

/** To hash takes 0.3 s, and the same password as everybody's does as well. */
let hashed: Promise<string> | undefined;

/**
 * Somebody who has signed up with PASSWORD and is signed in, without the calls for it; the environment must be a cloud's.
 * @param origin where they have the cookie, `name=value`, from.
 */
export async function addPerson(username: string, origin: string): Promise<{ user: User; cookie: string }> {
  const user = { id: newId(), username };
  hashed ??= hashNewPassword(PASSWORD, "");
  const ways = { password: await hashed, recovery: await hashRecoveryCode(newRecoveryCode()) };
  const session = newSession();
  if (!(await createUser(openDatabase(webEnv()), user, ways, session))) throw new Error(`${username} is taken`);
  const cookie = await signInCookie(user.id, session, new Request(origin));
  return { user, cookie: cookie.split(";")[0] ?? "" };
}
