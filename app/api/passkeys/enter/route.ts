import { verifyPasskey } from "@/app/_server/auth/passkeys";
import { startSession } from "@/app/_server/auth/start-session";
import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { userAnswer } from "@/lib/protocol/http/accounts";
import { passkeyBody } from "@/lib/protocol/http/passkeys";

export const runtime = "edge";

export const POST = handle({ body: passkeyBody, limit: "enter" }, async ({ body, request }) => {
  const user = await verifyPasskey(body.passkey);
  return respond(userAnswer, { user }, { headers: await startSession(user, request) });
});
