import { ownPasskeys } from "@/app/_server/account/own-passkeys";
import { deviceOf } from "@/app/_server/auth/device";
import { verifyNewPasskey } from "@/app/_server/auth/passkeys";
import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { addPasskey } from "@/db/queries/passkeys";
import { passwordOf } from "@/db/queries/users";
import { newPasskeyBody, passkeysAnswer } from "@/lib/protocol/http/passkeys";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) => {
  const [own, password] = await Promise.all([ownPasskeys(user), passwordOf(database(), user.id)]);
  return respond(passkeysAnswer, { ...own, hasPassword: password !== undefined });
});

export const POST = handle(
  { session: true, body: newPasskeyBody, limit: "passkey" },
  async ({ user, body, request }) => {
    const { purpose, passkey } = await verifyNewPasskey(body.passkey, "add");
    const isTheirs = purpose.userId === user.id;
    const device = deviceOf(request.headers);
    if (!isTheirs || !(await addPasskey(database(), user.id, { ...passkey, device })))
      throw new Problem("wrong_passkey");
    return respond(passkeysAnswer, await ownPasskeys(user), { status: 201 });
  },
);
