import { createSignInOptions } from "@/app/_server/auth/passkeys";
import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { passkeyOptionsAnswer } from "@/lib/protocol/http/passkeys";

export const runtime = "edge";

/** Options for navigator.credentials.get, whose answer serves as a proof. */
export const POST = handle({ session: true, limit: "passkey" }, async ({ user, request }) =>
  respond(passkeyOptionsAnswer, { options: await createSignInOptions(request, { for: "confirm", userId: user.id }) }),
);
