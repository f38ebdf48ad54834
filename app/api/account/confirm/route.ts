import { passkeyOptionsAnswer } from "../../../../lib/api";
import { handle } from "../../../_server/handle";
import { askForPasskey } from "../../../_server/passkeys";
import { respond } from "../../../_server/respond";

export const runtime = "edge";

/** What to hand to navigator.credentials.get, to stand in for the current password. */
export const POST = handle({ session: true, limit: "passkey" }, async ({ user, request }) =>
  respond(passkeyOptionsAnswer, { options: await askForPasskey(request, { for: "confirm", userId: user.id }) }),
);
