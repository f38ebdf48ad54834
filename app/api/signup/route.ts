import { hashNewPassword } from "@/app/_server/auth/new-password";
import { signUp } from "@/app/_server/auth/sign-up";
import { requireSignUp } from "@/app/_server/auth/sign-up-mode";
import { handle } from "@/app/_server/http/handle";
import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { usernameExists } from "@/db/queries/users";
import { signupBody } from "@/lib/protocol/http/accounts";
import { newId } from "@/lib/shared/ids";

export const runtime = "nodejs";

export const POST = handle({ body: signupBody, limit: "signup" }, async ({ body, request }) => {
  const inviteHash = await requireSignUp(body.inviteToken);
  // Checked first, since hashing is expensive; the unique key decides between concurrent requests.
  if (await usernameExists(database(), body.username)) throw new Problem("username_taken");
  const password = await hashNewPassword(body.password, body.username);
  return signUp(request, { id: newId(), username: body.username }, { password }, inviteHash);
});
