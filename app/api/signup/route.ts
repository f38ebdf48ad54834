import { createUser, usernameExists } from "../../../db/users";
import { signupBody, userAnswer } from "../../../lib/api";
import { handle } from "../../_server/handle";
import { hashNewPassword } from "../../_server/new-password";
import { Problem, respond } from "../../_server/respond";
import { database } from "../../_server/services";
import { newSession, signInCookie } from "../../_server/session";

export const runtime = "edge";

export const POST = handle({ body: signupBody }, async ({ body, request }) => {
  // Asked first, since hashing is dear; the unique key decides between two who ask at once.
  if (await usernameExists(database(), body.username)) throw new Problem("username_taken");
  const session = newSession();
  const user = await createUser(
    database(),
    body.username,
    await hashNewPassword(body.password, body.username),
    session,
  );
  if (!user) throw new Problem("username_taken");
  const cookie = await signInCookie(user.id, session, request);
  return respond(userAnswer, { user }, { status: 201, headers: { "set-cookie": cookie } });
});
