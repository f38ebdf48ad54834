import { deleteAccount } from "@/app/_server/account/delete-account";
import { accountKey } from "@/app/_server/auth/account-key";
import { reauthenticate } from "@/app/_server/auth/reauthenticate";
import { signOutCookie } from "@/app/_server/auth/session";
import { handle } from "@/app/_server/http/handle";
import { Problem } from "@/app/_server/http/respond";
import { deleteAccountBody } from "@/lib/protocol/http/accounts";
import { usernameKey } from "@/lib/server/names/username-key";

export const runtime = "nodejs";

/** Deletes the account permanently. The username guards against deleting another account by mistake. */
export const POST = handle(
  { session: true, body: deleteAccountBody, limit: "account" },
  async ({ user, body, request }) => {
    if (accountKey(body.username) !== usernameKey(user.username)) {
      throw new Problem("invalid", [{ field: "username", reason: "invalid" }]);
    }
    await reauthenticate(user, body);
    await deleteAccount(user);
    return new Response(null, { status: 204, headers: { "set-cookie": signOutCookie(request) } });
  },
);
