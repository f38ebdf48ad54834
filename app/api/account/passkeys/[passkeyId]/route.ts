import * as z from "zod";
import { ownPasskeys } from "@/app/_server/account/own-passkeys";
import { reauthenticate } from "@/app/_server/auth/reauthenticate";
import { handle } from "@/app/_server/http/handle";
import { noContent, Problem, respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { labelPasskey, removePasskey } from "@/db/queries/passkeys";
import { confirmBody } from "@/lib/protocol/http/accounts";
import { passkeyLabelBody, passkeysAnswer } from "@/lib/protocol/http/passkeys";
import { passkeyId } from "@/lib/protocol/webauthn";

export const runtime = "nodejs";

const params = z.object({ passkeyId });

/** Sets the label of one of the user's passkeys; an empty one removes it. */
export const PATCH = handle(
  { session: true, params, body: passkeyLabelBody, limit: "passkey" },
  async ({ user, params: { passkeyId }, body: { label } }) => {
    if (!(await labelPasskey(database(), user.id, passkeyId, label || null))) throw new Problem("not_found");
    return respond(passkeysAnswer, await ownPasskeys(user));
  },
);

/** Removes one of the user's passkeys, unless it is their last way to sign in. */
export const DELETE = handle(
  { session: true, params, body: confirmBody, limit: "account" },
  async ({ user, params: { passkeyId }, body }) => {
    await reauthenticate(user, body);
    const outcome = await removePasskey(database(), user.id, passkeyId);
    if (outcome === "not_found") throw new Problem("not_found");
    if (outcome === "last") throw new Problem("last_way_in");
    return noContent();
  },
);
