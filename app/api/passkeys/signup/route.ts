import { deviceOf } from "@/app/_server/auth/device";
import { readNewPasskey } from "@/app/_server/auth/passkeys";
import { signUp } from "@/app/_server/auth/sign-up";
import { demandInvite } from "@/app/_server/auth/sign-up-mode";
import { handle } from "@/app/_server/http/handle";
import { newPasskeyBody } from "@/lib/protocol/http/passkeys";

export const runtime = "edge";

/** Signs up with the passkey that was made for a name; who it is was said when the options were asked for. */
export const POST = handle({ body: newPasskeyBody, limit: "signup" }, async ({ body, request }) => {
  const { purpose, passkey } = await readNewPasskey(body.passkey, "signup");
  const inviteHash = await demandInvite(purpose.inviteHash);
  const user = { id: purpose.userId, username: purpose.username };
  return signUp(request, user, { passkey: { ...passkey, device: deviceOf(request.headers) } }, inviteHash);
});
