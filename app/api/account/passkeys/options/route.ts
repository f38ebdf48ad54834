import { PASSKEYS_MAX, passkeyIds } from "../../../../../db/passkeys";
import { confirmBody, newPasskeyOptionsAnswer } from "../../../../../lib/api";
import { confirm } from "../../../../_server/confirm";
import { handle } from "../../../../_server/handle";
import { askForNewPasskey } from "../../../../_server/passkeys";
import { Problem, respond } from "../../../../_server/respond";
import { database } from "../../../../_server/services";

export const runtime = "nodejs";

/** What to hand to navigator.credentials.create, for who has shown that the account is theirs. */
export const POST = handle({ session: true, body: confirmBody, limit: "account" }, async ({ user, body, request }) => {
  await confirm(user, body);
  if ((await passkeyIds(database(), user.id)).length >= PASSKEYS_MAX) throw new Problem("forbidden");
  return respond(newPasskeyOptionsAnswer, {
    options: await askForNewPasskey(request, user, { for: "add", userId: user.id }),
  });
});
