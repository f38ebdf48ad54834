import { createUser, type Ways } from "../../db/users";
import { signupAnswer } from "../../lib/api";
import type { User } from "../../lib/protocol";
import { hashRecoveryCode, newRecoveryCode } from "../../lib/recovery-code";
import { signInHeaders } from "./begin";
import { deviceOf } from "./device";
import { Problem, respond } from "./respond";
import { database } from "./services";
import { newSession } from "./session";

/**
 * Adds a user with these ways in, tells them their recovery code and signs them in.
 * @throws Problem username_taken.
 */
export async function signUp(request: Request, user: User, ways: Omit<Ways, "recovery">): Promise<Response> {
  const recoveryCode = newRecoveryCode();
  const session = { ...newSession(), device: deviceOf(request.headers) };
  const added = await createUser(
    database(),
    user,
    { ...ways, recovery: await hashRecoveryCode(recoveryCode) },
    session,
  );
  if (!added) throw new Problem("username_taken");
  const headers = await signInHeaders(user, session, request);
  return respond(signupAnswer, { user, recoveryCode }, { status: 201, headers });
}
