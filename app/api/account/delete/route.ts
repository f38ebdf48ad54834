import { deleteUser } from "../../../../db/users";
import { deleteAccountBody } from "../../../../lib/api";
import { usernameKey } from "../../../../lib/username-key";
import { confirm } from "../../../_server/confirm";
import { endOtherSessions } from "../../../_server/end-sessions";
import { handle } from "../../../_server/handle";
import { Problem } from "../../../_server/respond";
import { database } from "../../../_server/services";
import { signOutCookie } from "../../../_server/session";

export const runtime = "edge";

/** For good. The username is asked so that no other account than the one meant goes. */
export const POST = handle(
  { session: true, body: deleteAccountBody, limit: "account" },
  async ({ user, body, request }) => {
    if (usernameKey(body.username) !== usernameKey(user.username)) {
      throw new Problem("invalid", [{ field: "username", reason: "invalid" }]);
    }
    await confirm(request, user, body);
    // First, so that the sockets are known; if the rest fails the owner may enter and try again.
    await endOtherSessions(database(), user.id);
    await deleteUser(database(), user.id);
    return new Response(null, { status: 204, headers: { "set-cookie": signOutCookie(request) } });
  },
);
