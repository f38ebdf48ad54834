import { usernameExists } from "../../../db/users";
import { signupBody } from "../../../lib/api";
import { newId } from "../../../lib/ids";
import { handle } from "../../_server/handle";
import { hashNewPassword } from "../../_server/new-password";
import { Problem } from "../../_server/respond";
import { database } from "../../_server/services";
import { signUp } from "../../_server/sign-up";
import { demandSignUp } from "../../_server/sign-up-mode";

export const runtime = "nodejs";

export const POST = handle({ body: signupBody, limit: "signup" }, async ({ body, request }) => {
  const inviteHash = await demandSignUp(body.inviteToken);
  // Asked first, since hashing is dear; the unique key decides between two who ask at once.
  if (await usernameExists(database(), body.username)) throw new Problem("username_taken");
  const password = await hashNewPassword(body.password, body.username);
  return signUp(request, { id: newId(), username: body.username }, { password }, inviteHash);
});
