import { reauthenticate } from "@/app/_server/auth/reauthenticate";
import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { setCredential } from "@/db/queries/users";
import { confirmBody, recoveryCodeAnswer } from "@/lib/protocol/http/accounts";
import { hashRecoveryCode, newRecoveryCode } from "@/lib/text/recovery-code";

export const runtime = "nodejs";

export const POST = handle({ session: true, body: confirmBody, limit: "account" }, async ({ user, body }) => {
  await reauthenticate(user, body);
  const recoveryCode = newRecoveryCode();
  await setCredential(database(), user.id, "recovery", await hashRecoveryCode(recoveryCode));
  return respond(recoveryCodeAnswer, { recoveryCode });
});
