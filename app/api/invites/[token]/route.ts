import { z } from "zod";
import { findLink } from "../../../../db/invites";
import { findRoom } from "../../../../db/rooms";
import { invitedAnswer, roomAnswer } from "../../../../lib/api";
import { hashInviteToken, inviteTokenSchema } from "../../../../lib/invite-token";
import { handle } from "../../../_server/handle";
import { accept } from "../../../_server/invites";
import { Problem, respond } from "../../../_server/respond";
import { database } from "../../../_server/services";

export const runtime = "edge";

const params = z.object({ token: inviteTokenSchema });

/** Where a link leads; for everybody who holds it. */
export const GET = handle({ params, limit: "invite" }, async ({ params: { token } }) => {
  const found = await findLink(database(), await hashInviteToken(token));
  if (!found) throw new Problem("not_found");
  return respond(invitedAnswer, found);
});

/** Joins by a link. */
export const POST = handle({ session: true, params, limit: "invite" }, async ({ user, params: { token } }) => {
  const { roomId, isNew } = await accept(user, token);
  const room = await findRoom(database(), roomId, user.id);
  if (!room) throw new Problem("not_found");
  return respond(roomAnswer, { room }, { status: isNew ? 201 : 200 });
});
