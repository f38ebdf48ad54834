import { confirm } from "@/app/_server/auth/confirm";
import { addressOf } from "@/app/_server/http/address";
import { handle } from "@/app/_server/http/handle";
import { spend, spenderOf } from "@/app/_server/http/limits";
import { Problem, respond } from "@/app/_server/http/respond";
import { memberParams } from "@/app/_server/rooms/in-room";
import { demandHandOver, kick, leave, setRole } from "@/app/_server/rooms/membership";
import { database } from "@/app/_server/services";
import { findMember } from "@/db/queries/members/member-list";
import { changeMemberBody, memberAnswer } from "@/lib/protocol/api";
import { placeOf } from "@/lib/server/log-line";

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
