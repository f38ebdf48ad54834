import { findCredential, upgradePassword } from "../../../db/users";
import { enterBody, userAnswer } from "../../../lib/api";
import { usernameSchema } from "../../../lib/names";
import { passwordSchema } from "../../../lib/password";
import { begin } from "../../_server/begin";
import { handle } from "../../_server/handle";
import { Problem, respond } from "../../_server/respond";
import { hashPassword, isOutdated, verifyPassword } from "../../_server/scrypt";
import { database } from "../../_server/services";

export const runtime = "nodejs";

export const POST = handle({ body: enterBody, limit: "enter" }, async ({ body, request }) => {
  const username = usernameSchema.safeParse(body.username);
  const found = username.success ? await findCredential(database(), username.data, "password") : undefined;
  // Names are public here (signup tells which are taken), so saying which half was wrong gives nothing away.
  if (!found) throw new Problem("user_not_found");
  const password = passwordSchema.safeParse(body.password);
  const { user, secret } = found;
  if (!password.success) throw new Problem("wrong_credentials");
  if (!secret) {
    // As expensive as verifying one, so that timing does not show which accounts have no password.
    await hashPassword(password.data);
    throw new Problem("wrong_credentials");
  }
  if (!(await verifyPassword(password.data, secret))) throw new Problem("wrong_credentials");
  if (isOutdated(secret)) await upgradePassword(database(), user.id, secret, await hashPassword(password.data));
  return respond(userAnswer, { user }, { headers: await begin(user, request) });
});
