import { addPasskey } from "../../../../db/passkeys";
import { passwordOf } from "../../../../db/users";
import { newPasskeyBody, passkeysAnswer } from "../../../../lib/api";
import { deviceOf } from "../../../_server/device";
import { handle } from "../../../_server/handle";
import { ownPasskeys } from "../../../_server/own-passkeys";
import { readNewPasskey } from "../../../_server/passkeys";
import { Problem, respond } from "../../../_server/respond";
import { database } from "../../../_server/services";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) => {
  const [own, password] = await Promise.all([ownPasskeys(user), passwordOf(database(), user.id)]);
  return respond(passkeysAnswer, { ...own, hasPassword: password !== undefined });
});

/** One more way in. */
export const POST = handle(
  { session: true, body: newPasskeyBody, limit: "passkey" },
  async ({ user, body, request }) => {
    const { purpose, passkey } = await readNewPasskey(body.passkey, "add");
    const isTheirs = purpose.userId === user.id;
    const device = deviceOf(request.headers);
    if (!isTheirs || !(await addPasskey(database(), user.id, { ...passkey, device })))
      throw new Problem("wrong_passkey");
    return respond(passkeysAnswer, await ownPasskeys(user), { status: 201 });
  },
);
