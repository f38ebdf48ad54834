import { setCredential } from "../../../../db/users";
import { changePasswordBody } from "../../../../lib/api";
import { confirm } from "../../../_server/confirm";
import { endOtherSessions } from "../../../_server/end-sessions";
import { handle } from "../../../_server/handle";
import { hashNewPassword } from "../../../_server/new-password";
import { database } from "../../../_server/services";

export const runtime = "nodejs";

/** Whoever else was signed in, perhaps because they knew the old one, is signed out. */
export const POST = handle(
  { session: true, body: changePasswordBody, limit: "account" },
  async ({ user, sessionId, body }) => {
    await confirm(user, body);
    const secret = await hashNewPassword(body.password, user.username);
    await setCredential(database(), user.id, "password", secret);
    await endOtherSessions(database(), user.id, sessionId);
    return new Response(null, { status: 204 });
  },
);
