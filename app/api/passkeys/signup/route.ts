import { deviceOf } from "@/app/_server/auth/device";
import { verifyNewPasskey } from "@/app/_server/auth/passkeys";
import { signUp } from "@/app/_server/auth/sign-up";
import { requireInvite } from "@/app/_server/auth/sign-up-mode";
import { handle } from "@/app/_server/http/handle";
import { newPasskeyBody } from "@/lib/protocol/http/passkeys";

export const runtime = "edge";

/** Signs up with a new passkey. The username is the one that the options were made for. */
export const POST = handle({ body: newPasskeyBody, limit: "signup" }, async ({ body, request }) => {
  const { purpose, passkey } = await verifyNewPasskey(body.passkey, "signup");
  const inviteHash = await requireInvite(purpose.inviteHash);
  const user = { id: purpose.userId, username: purpose.username };
  return signUp(request, user, { passkey: { ...passkey, device: deviceOf(request.headers) } }, inviteHash);
});
