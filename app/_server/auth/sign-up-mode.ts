/** Applies SIGNUP_MODE: sign-up is open, needs an invite link, or is closed. */

import { Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { findLink } from "@/db/queries/invites";
import { webEnv } from "@/lib/server/env";
import { hashInviteToken, inviteTokenSchema } from "@/lib/server/invite-token";

/** Whether the sign-up page may show its form, and if not, why. */
export type SignUpOffer =
  | { kind: "open" }
  /** Without `room` if the database is unavailable; the API then checks the token. */
  | { kind: "invited"; token: string; room?: string }
  | { kind: "invite_required" }
  | { kind: "signup_closed" };

/** @param next where the visitor goes after signing up; an invite's page has the token in its path. */
export async function signUpOffer(next: string): Promise<SignUpOffer> {
  const mode = webEnv().SIGNUP_MODE;
  if (mode === "open") return { kind: "open" };
  if (mode === "closed") return { kind: "signup_closed" };
  const token = inviteTokenSchema.safeParse(/^\/invite\/([^/?#]+)/.exec(next)?.[1]).data;
  if (!token) return { kind: "invite_required" };
  try {
    const link = await findLink(database(), await hashInviteToken(token));
    return link ? { kind: "invited", token, room: link.room.name } : { kind: "invite_required" };
  } catch {
    return { kind: "invited", token };
  }
}

/**
 * Checks that a visitor with this token may sign up. Returns the token's hash; undefined if no invite is needed.
 * @throws Problem signup_closed, invite_required.
 */
export async function requireSignUp(token: string | undefined): Promise<string | undefined> {
  const parsed = inviteTokenSchema.safeParse(token);
  return requireInvite(parsed.success ? await hashInviteToken(parsed.data) : undefined);
}

/** Like `requireSignUp`, with the hash of the token. @throws Problem signup_closed, invite_required. */
export async function requireInvite(tokenHash: string | undefined): Promise<string | undefined> {
  const mode = webEnv().SIGNUP_MODE;
  if (mode === "open") return undefined;
  if (mode === "closed") throw new Problem("signup_closed");
  if (!tokenHash || !(await findLink(database(), tokenHash))) throw new Problem("invite_required");
  return tokenHash;
}
