import * as z from "zod";
import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { joinByInviteLink } from "@/app/_server/rooms/invites";
import { database } from "@/app/_server/services";
import { findLink } from "@/db/queries/invites";
import { findRoom } from "@/db/queries/rooms";
import { invitedAnswer } from "@/lib/protocol/http/invites";
import { roomAnswer } from "@/lib/protocol/http/rooms";
import { hashInviteToken, inviteTokenSchema } from "@/lib/server/invite-token";

export const runtime = "edge";

const params = z.object({ token: inviteTokenSchema });

/** The room of an invite link, for everybody who has the link. */
export const GET = handle({ params, limit: "invite" }, async ({ params: { token } }) => {
  const found = await findLink(database(), await hashInviteToken(token));
  if (!found) throw new Problem("not_found");
  return respond(invitedAnswer, found);
});

/** Joins by an invite link. */
export const POST = handle({ session: true, params, limit: "invite" }, async ({ user, params: { token } }) => {
  const { roomId, isNew } = await joinByInviteLink(user, token);
  const room = await findRoom(database(), roomId, user.id);
  if (!room) throw new Problem("not_found");
  return respond(roomAnswer, { room }, { status: isNew ? 201 : 200 });
});
