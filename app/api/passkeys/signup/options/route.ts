import { createRegistrationOptions } from "@/app/_server/auth/passkeys";
import { requireSignUp } from "@/app/_server/auth/sign-up-mode";
import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { usernameExists } from "@/db/queries/users";
import { newNameBody } from "@/lib/protocol/http/accounts";
import { newPasskeyOptionsAnswer } from "@/lib/protocol/http/passkeys";
import { newId } from "@/lib/shared/ids";

export const runtime = "edge";

/** Options for navigator.credentials.create, for a name that is free. */
export const POST = handle({ body: newNameBody, limit: "passkey" }, async ({ body, request }) => {
  const { username } = body;
  const inviteHash = await requireSignUp(body.inviteToken);
  if (await usernameExists(database(), username)) throw new Problem("username_taken");
  const user = { id: newId(), username };
  const options = await createRegistrationOptions(request, user, {
    for: "signup",
    userId: user.id,
    username,
    inviteHash,
  });
  return respond(newPasskeyOptionsAnswer, { options });
});
