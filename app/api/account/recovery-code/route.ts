import { setCredential } from "../../../../db/users";
import { confirmBody, recoveryCodeAnswer } from "../../../../lib/api";
import { hashRecoveryCode, newRecoveryCode } from "../../../../lib/recovery-code";
import { confirm } from "../../../_server/confirm";
import { handle } from "../../../_server/handle";
import { respond } from "../../../_server/respond";
import { database } from "../../../_server/services";

export const runtime = "nodejs";

/** A new recovery code in the place of the one before. */
export const POST = handle({ session: true, body: confirmBody, limit: "account" }, async ({ user, body }) => {
  await confirm(user, body);
  const recoveryCode = newRecoveryCode();
  await setCredential(database(), user.id, "recovery", await hashRecoveryCode(recoveryCode));
  return respond(recoveryCodeAnswer, { recoveryCode });
});
