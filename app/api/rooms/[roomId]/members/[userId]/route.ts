import { findMember } from "../../../../../../db/member-list";
import { changeMemberBody, memberAnswer } from "../../../../../../lib/api";
import { placeOf } from "../../../../../../lib/log-line";
import { addressOf } from "../../../../../_server/address";
import { confirm } from "../../../../../_server/confirm";
import { handle } from "../../../../../_server/handle";
import { memberParams } from "../../../../../_server/in-room";
import { spend, spenderOf } from "../../../../../_server/limits";
import { demandHandOver, kick, leave, setRole } from "../../../../../_server/membership";
import { Problem, respond } from "../../../../../_server/respond";
import { database } from "../../../../../_server/services";

export const runtime = "nodejs";

export const PATCH = handle(
  { session: true, params: memberParams, body: changeMemberBody, limit: "change" },
  async ({ user, sessionId, params: { roomId, userId }, body: { role, ...proof }, request }) => {
    if (role === "owner") {
      // Checked before the proof: asking for one would reveal a room that the user may not know of (D2).
      await demandHandOver(user, roomId, userId);
      await spend("account", "address", addressOf(request.headers), placeOf(request));
      await spend("account", "account", spenderOf("account", { userId: user.id, sessionId }), placeOf(request));
      await confirm(user, proof);
    }
    await setRole(user, roomId, userId, role);
    const member = await findMember(database(), roomId, userId);
    if (!member) throw new Problem("user_not_found");
    return respond(memberAnswer, { member });
  },
);

/** Leaves, or sends somebody else away. */
export const DELETE = handle(
  { session: true, params: memberParams, limit: "change" },
  async ({ user, params: { roomId, userId } }) => {
    await (userId === user.id ? leave(user, roomId) : kick(user, roomId, userId));
    return new Response(null, { status: 204 });
  },
);
