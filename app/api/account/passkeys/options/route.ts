import { createRegistrationOptions } from "@/app/_server/auth/passkeys";
import { reauthenticate } from "@/app/_server/auth/reauthenticate";
import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { PASSKEYS_MAX, passkeyIds } from "@/db/queries/passkeys";
import { confirmBody } from "@/lib/protocol/http/accounts";
import { newPasskeyOptionsAnswer } from "@/lib/protocol/http/passkeys";

export const runtime = "nodejs";

/** Options for navigator.credentials.create, after a proof. */
export const POST = handle({ session: true, body: confirmBody, limit: "account" }, async ({ user, body, request }) => {
  await reauthenticate(user, body);
  if ((await passkeyIds(database(), user.id)).length >= PASSKEYS_MAX) throw new Problem("forbidden");
  return respond(newPasskeyOptionsAnswer, {
    options: await createRegistrationOptions(request, user, { for: "add", userId: user.id }),
  });
});
