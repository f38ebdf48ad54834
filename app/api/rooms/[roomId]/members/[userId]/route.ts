import { findMember } from "../../../../../../db/member-list";
import { changeMemberBody, memberAnswer } from "../../../../../../lib/api";
import { handle } from "../../../../../_server/handle";
import { memberParams } from "../../../../../_server/in-room";
import { kick, leave, setRole } from "../../../../../_server/membership";
import { Problem, respond } from "../../../../../_server/respond";
import { database } from "../../../../../_server/services";

export const runtime = "edge";

export const PATCH = handle(
  { session: true, params: memberParams, body: changeMemberBody },
  async ({ user, params: { roomId, userId }, body: { role } }) => {
    await setRole(user, roomId, userId, role);
    const member = await findMember(database(), roomId, userId);
    if (!member) throw new Problem("user_not_found");
    return respond(memberAnswer, { member });
  },
);

/** Leaves, or sends somebody else away. */
export const DELETE = handle({ session: true, params: memberParams }, async ({ user, params: { roomId, userId } }) => {
  await (userId === user.id ? leave(user, roomId) : kick(user, roomId, userId));
  return new Response(null, { status: 204 });
});
