import { z } from "zod";
import { labelPasskey, removePasskey } from "../../../../../db/passkeys";
import { confirmBody, passkeyLabelBody, passkeysAnswer } from "../../../../../lib/api";
import { passkeyId } from "../../../../../lib/webauthn";
import { confirm } from "../../../../_server/confirm";
import { handle } from "../../../../_server/handle";
import { ownPasskeys } from "../../../../_server/own-passkeys";
import { Problem, respond } from "../../../../_server/respond";
import { database } from "../../../../_server/services";

export const runtime = "nodejs";

const params = z.object({ passkeyId });

/** Gives a passkey of one's own a name; an empty one takes it back. */
export const PATCH = handle(
  { session: true, params, body: passkeyLabelBody, limit: "passkey" },
  async ({ user, params: { passkeyId }, body: { label } }) => {
    if (!(await labelPasskey(database(), user.id, passkeyId, label || null))) throw new Problem("not_found");
    return respond(passkeysAnswer, await ownPasskeys(user));
  },
);

/** Removes a passkey of one's own, never the last way in; another's does not exist for you. */
export const DELETE = handle(
  { session: true, params, body: confirmBody, limit: "account" },
  async ({ user, params: { passkeyId }, body }) => {
    await confirm(user, body);
    const outcome = await removePasskey(database(), user.id, passkeyId);
    if (outcome === "not_found") throw new Problem("not_found");
    if (outcome === "last") throw new Problem("last_way_in");
    return new Response(null, { status: 204 });
  },
);
