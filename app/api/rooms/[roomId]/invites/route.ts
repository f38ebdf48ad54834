import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { accessTo, requireRight } from "@/app/_server/rooms/access";
import { createInviteLink, invite } from "@/app/_server/rooms/invites";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { listInvites } from "@/db/queries/invites";
import { invitesAnswer, newInviteAnswer, newInviteBody } from "@/lib/protocol/http/invites";

export const runtime = "edge";

export const GET = handle(
  { session: true, params: roomParams, limit: "read" },
  async ({ user, params: { roomId } }) => {
    requireRight(await accessTo(user, roomId), "revoke");
    return respond(invitesAnswer, { invites: await listInvites(database(), roomId) });
  },
);

/** Invites a user by name, or creates a link. */
export const POST = handle(
  { session: true, params: roomParams, body: newInviteBody, limit: "invite" },
  async ({ user, params: { roomId }, body }) => {
    if (!("username" in body))
      return respond(newInviteAnswer, await createInviteLink(user, roomId, body), { status: 201 });
    const { isNew, ...made } = await invite(user, roomId, body.username);
    return respond(newInviteAnswer, made, { status: isNew ? 201 : 200 });
  },
);
