import { askForPasskey } from "@/app/_server/auth/passkeys";
import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { passkeyOptionsAnswer } from "@/lib/protocol/http/passkeys";

export const runtime = "edge";

/** What to hand to navigator.credentials.get, to stand in for the current password. */
export const POST = handle({ session: true, limit: "passkey" }, async ({ user, request }) =>
  respond(passkeyOptionsAnswer, { options: await askForPasskey(request, { for: "confirm", userId: user.id }) }),
);
