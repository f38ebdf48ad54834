import { passkeyOptionsAnswer } from "../../../../../lib/api";
import { handle } from "../../../../_server/handle";
import { askForPasskey } from "../../../../_server/passkeys";
import { respond } from "../../../../_server/respond";

export const runtime = "edge";

/** What to hand to navigator.credentials.get. */
export const POST = handle({ limit: "passkey" }, async ({ request }) =>
  respond(passkeyOptionsAnswer, { options: await askForPasskey(request, { for: "enter" }) }),
);
