import { deleteAccountBody } from "../../../../lib/api";
import { usernameKey } from "../../../../lib/username-key";
import { accountKey } from "../../../_server/account-key";
import { confirm } from "../../../_server/confirm";
import { deleteAccount } from "../../../_server/delete-account";
import { handle } from "../../../_server/handle";
import { Problem } from "../../../_server/respond";
import { signOutCookie } from "../../../_server/session";

export const runtime = "nodejs";

/** For good. The username is asked so that no other account than the one meant goes. */
export const POST = handle(
  { session: true, body: deleteAccountBody, limit: "account" },
  async ({ user, body, request }) => {
    if (accountKey(body.username) !== usernameKey(user.username)) {
      throw new Problem("invalid", [{ field: "username", reason: "invalid" }]);
    }
    await confirm(user, body);
    await deleteAccount(user);
    return new Response(null, { status: 204, headers: { "set-cookie": signOutCookie(request) } });
  },
);
