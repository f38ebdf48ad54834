import { confirmBody, newPasskeyOptionsAnswer } from "../../../../../lib/api";
import { confirm } from "../../../../_server/confirm";
import { handle } from "../../../../_server/handle";
import { askForNewPasskey } from "../../../../_server/passkeys";
import { respond } from "../../../../_server/respond";

export const runtime = "nodejs";

/** What to hand to navigator.credentials.create, for who has shown that the account is theirs. */
export const POST = handle({ session: true, body: confirmBody, limit: "account" }, async ({ user, body, request }) => {
  await confirm(user, body);
  return respond(newPasskeyOptionsAnswer, {
    options: await askForNewPasskey(request, user, { for: "add", userId: user.id }),
  });
});
