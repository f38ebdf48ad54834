import { createUser, usernameExists } from "../../../db/users";
import { signupAnswer, signupBody } from "../../../lib/api";
import { hashRecoveryCode, newRecoveryCode } from "../../../lib/recovery-code";
import { deviceOf } from "../../_server/device";
import { handle } from "../../_server/handle";
import { hashNewPassword } from "../../_server/new-password";
import { Problem, respond } from "../../_server/respond";
import { database } from "../../_server/services";
import { newSession, signInCookie } from "../../_server/session";

export const runtime = "edge";

export const POST = handle({ body: signupBody, limit: "signup" }, async ({ body, request }) => {
  // Asked first, since hashing is dear; the unique key decides between two who ask at once.
  if (await usernameExists(database(), body.username)) throw new Problem("username_taken");
  const recoveryCode = newRecoveryCode();
  const secrets = {
    password: await hashNewPassword(body.password, body.username),
    recovery: await hashRecoveryCode(recoveryCode),
  };
  const session = { ...newSession(), device: deviceOf(request.headers) };
  const user = await createUser(database(), body.username, secrets, session);
  if (!user) throw new Problem("username_taken");
  const cookie = await signInCookie(user.id, session, request);
  return respond(signupAnswer, { user, recoveryCode }, { status: 201, headers: { "set-cookie": cookie } });
});
