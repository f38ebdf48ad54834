import { usernameExists } from "../../../../../db/users";
import { newNameBody, newPasskeyOptionsAnswer } from "../../../../../lib/api";
import { newId } from "../../../../../lib/ids";
import { handle } from "../../../../_server/handle";
import { askForNewPasskey } from "../../../../_server/passkeys";
import { Problem, respond } from "../../../../_server/respond";
import { database } from "../../../../_server/services";
import { demandSignUp } from "../../../../_server/sign-up-mode";

export const runtime = "edge";

/** What to hand to navigator.credentials.create, for a name that is still free. */
export const POST = handle({ body: newNameBody, limit: "passkey" }, async ({ body, request }) => {
  const { username } = body;
  const inviteHash = await demandSignUp(body.inviteToken);
  if (await usernameExists(database(), username)) throw new Problem("username_taken");
  const user = { id: newId(), username };
  const options = await askForNewPasskey(request, user, { for: "signup", userId: user.id, username, inviteHash });
  return respond(newPasskeyOptionsAnswer, { options });
});
