import { newPasskeyBody } from "../../../../lib/api";
import { deviceOf } from "../../../_server/device";
import { handle } from "../../../_server/handle";
import { readNewPasskey } from "../../../_server/passkeys";
import { signUp } from "../../../_server/sign-up";
import { demandInvite } from "../../../_server/sign-up-mode";

export const runtime = "edge";

/** Signs up with the passkey that was made for a name; who it is was said when the options were asked for. */
export const POST = handle({ body: newPasskeyBody, limit: "signup" }, async ({ body, request }) => {
  const { purpose, passkey } = await readNewPasskey(body.passkey, "signup");
  const inviteHash = await demandInvite(purpose.inviteHash);
  const user = { id: purpose.userId, username: purpose.username };
  return signUp(request, user, { passkey: { ...passkey, device: deviceOf(request.headers) } }, inviteHash);
});
