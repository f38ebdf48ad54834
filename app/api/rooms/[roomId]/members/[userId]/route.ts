import { reauthenticate } from "@/app/_server/auth/reauthenticate";
import { addressOf } from "@/app/_server/http/client-address";
import { handle } from "@/app/_server/http/handle";
import { limitKeyOf, takeToken } from "@/app/_server/http/rate-limits";
import { noContent, Problem, respond } from "@/app/_server/http/respond";
import { memberParams } from "@/app/_server/rooms/access";
import { kick, leave, requireHandOver, setRole } from "@/app/_server/rooms/membership";
import { database } from "@/app/_server/services";
import { findMember } from "@/db/queries/members";
import { changeMemberBody, memberAnswer } from "@/lib/protocol/http/members";
import { placeOf } from "@/lib/server/logger";

export const runtime = "nodejs";

export const PATCH = handle(
  { session: true, params: memberParams, body: changeMemberBody, limit: "change" },
  async ({ user, sessionId, params: { roomId, userId }, body: { role, ...proof }, request }) => {
    if (role === "owner") {
      // Checked before the proof: asking for one would reveal a room that the user may not know of (D2).
      await requireHandOver(user, roomId, userId);
      await takeToken("account", "address", addressOf(request.headers), placeOf(request));
      await takeToken("account", "account", limitKeyOf("account", { userId: user.id, sessionId }), placeOf(request));
      await reauthenticate(user, proof);
    }
    await setRole(user, roomId, userId, role);
    const member = await findMember(database(), roomId, userId);
    if (!member) throw new Problem("user_not_found");
    return respond(memberAnswer, { member });
  },
);

/** Leaves, or removes another member. */
export const DELETE = handle(
  { session: true, params: memberParams, limit: "change" },
  async ({ user, params: { roomId, userId } }) => {
    await (userId === user.id ? leave(user, roomId) : kick(user, roomId, userId));
    return noContent();
  },
);
