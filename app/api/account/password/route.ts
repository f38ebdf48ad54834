import { endOtherSessions } from "@/app/_server/account/end-sessions";
import { hashNewPassword } from "@/app/_server/auth/new-password";
import { reauthenticate } from "@/app/_server/auth/reauthenticate";
import { handle } from "@/app/_server/http/handle";
import { noContent } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { setCredential } from "@/db/queries/users";
import { changePasswordBody } from "@/lib/protocol/http/accounts";

export const runtime = "nodejs";

/** Sets the password and ends all other sessions, since somebody else may have opened one with the old password. */
export const POST = handle(
  { session: true, body: changePasswordBody, limit: "account" },
  async ({ user, sessionId, body }) => {
    await reauthenticate(user, body);
    const secret = await hashNewPassword(body.password, user.username);
    await setCredential(database(), user.id, "password", secret);
    await endOtherSessions(database(), user.id, sessionId);
    return noContent();
  },
);
