import { Problem, respond } from "@/app/_server/http/respond";
import { announceJoin } from "@/app/_server/rooms/membership";
import { database } from "@/app/_server/services";
import { createUser, type SignInMethods } from "@/db/queries/users";
import { signupAnswer } from "@/lib/protocol/http/accounts";
import type { User } from "@/lib/protocol/room";
import { hashRecoveryCode, newRecoveryCode } from "@/lib/text/recovery-code";
import { deviceOf } from "./device";
import { newSession } from "./session";
import { signInHeaders } from "./start-session";

/**
 * Adds a user with these credentials, returns their recovery code and signs them in. With an invite (`requireSignUp`)
 * they join its room in the same transaction, so that one use of a link makes at most one account.
 * @throws Problem username_taken, wrong_passkey (it belongs to an account already), invite_required (the link is no longer valid).
 */
export async function signUp(
  request: Request,
  user: User,
  ways: Omit<SignInMethods, "recovery">,
  inviteHash: string | undefined,
): Promise<Response> {
  const recoveryCode = newRecoveryCode();
  const session = { ...newSession(), device: deviceOf(request.headers) };
  const hashed = { ...ways, recovery: await hashRecoveryCode(recoveryCode) };
  const made = await createUser(database(), user, hashed, session, inviteHash);
  if (made.outcome !== "created") throw new Problem(made.outcome);
  if (made.joined) await announceJoin(user, made.joined.roomId, made.joined.silent ? "silent" : "announced");
  const headers = await signInHeaders(user, session, request);
  return respond(signupAnswer, { user, recoveryCode }, { status: 201, headers });
}
