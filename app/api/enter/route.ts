import { hashPassword, isOutdated, verifyPassword } from "@/app/_server/auth/scrypt";
import { startSession } from "@/app/_server/auth/start-session";
import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { findCredential, upgradePassword } from "@/db/queries/users";
import { enterBody, userAnswer } from "@/lib/protocol/http/accounts";
import { passwordSchema, usernameSchema } from "@/lib/text/schemas";

export const runtime = "nodejs";

export const POST = handle({ body: enterBody, limit: "enter" }, async ({ body, request }) => {
  const username = usernameSchema.safeParse(body.username);
  const found = username.success ? await findCredential(database(), username.data, "password") : undefined;
  // Names the wrong field: that reveals nothing, since usernames are public (sign-up shows which are taken).
  if (!found) throw new Problem("user_not_found");
  const password = passwordSchema.safeParse(body.password);
  const { user, secret } = found;
  if (!password.success) throw new Problem("wrong_credentials");
  if (!secret) {
    // Hashing takes as long as verifying a password, so that the time does not show which accounts have none.
    await hashPassword(password.data);
    throw new Problem("wrong_credentials");
  }
  if (!(await verifyPassword(password.data, secret))) throw new Problem("wrong_credentials");
  if (isOutdated(secret)) await upgradePassword(database(), user.id, secret, await hashPassword(password.data));
  return respond(userAnswer, { user }, { headers: await startSession(user, request) });
});
