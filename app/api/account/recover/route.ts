import { endOtherSessions } from "@/app/_server/account/end-sessions";
import { hashNewPassword } from "@/app/_server/auth/new-password";
import { startSession } from "@/app/_server/auth/start-session";
import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { findCredential, recoverUser } from "@/db/queries/users";
import { recoverBody, signupAnswer } from "@/lib/protocol/http/accounts";
import { hashRecoveryCode, newRecoveryCode } from "@/lib/text/recovery-code";
import { recoveryCodeSchema, usernameSchema } from "@/lib/text/schemas";

export const runtime = "nodejs";

/** Sets a new password with the recovery code. Replaces the code and ends all sessions. */
export const POST = handle({ body: recoverBody, limit: "recovery" }, async ({ body, request }) => {
  const username = usernameSchema.safeParse(body.username);
  const found = username.success ? await findCredential(database(), username.data, "recovery") : undefined;
  if (!found) throw new Problem("user_not_found");
  const typed = recoveryCodeSchema.safeParse(body.recoveryCode);
  const from = typed.success ? await hashRecoveryCode(typed.data) : undefined;
  // Needs no constant time: the length of the common beginning of two digests reveals nothing about the code.
  if (!from || from !== found.secret) throw new Problem("wrong_credentials");
  const password = await hashNewPassword(body.password, found.user.username);
  const recoveryCode = newRecoveryCode();
  const { user } = found;
  const recovered = await recoverUser(database(), user.id, from, {
    password,
    recovery: await hashRecoveryCode(recoveryCode),
  });
  if (!recovered) throw new Problem("wrong_credentials");
  await endOtherSessions(database(), user.id);
  return respond(signupAnswer, { user, recoveryCode }, { headers: await startSession(user, request) });
});
