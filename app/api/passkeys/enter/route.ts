import { passkeyBody, userAnswer } from "../../../../lib/api";
import { begin } from "../../../_server/begin";
import { handle } from "../../../_server/handle";
import { readPasskey } from "../../../_server/passkeys";
import { respond } from "../../../_server/respond";

export const runtime = "edge";

export const POST = handle({ body: passkeyBody, limit: "enter" }, async ({ body, request }) => {
  const user = await readPasskey(body.passkey);
  return respond(userAnswer, { user }, { headers: await begin(user, request) });
});
