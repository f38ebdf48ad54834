import { listInvites } from "../../../../../db/invites";
import { invitesAnswer, newInviteAnswer, newInviteBody } from "../../../../../lib/api";
import { handle } from "../../../../_server/handle";
import { demand, standing } from "../../../../_server/in-room";
import { invite, makeLink } from "../../../../_server/invites";
import { respond } from "../../../../_server/respond";
import { roomParams } from "../../../../_server/room-params";
import { database } from "../../../../_server/services";

export const runtime = "edge";

export const GET = handle(
  { session: true, params: roomParams, limit: "read" },
  async ({ user, params: { roomId } }) => {
    demand(await standing(user, roomId), "revoke");
    return respond(invitesAnswer, { invites: await listInvites(database(), roomId) });
  },
);

/** Somebody by name, or a link. */
export const POST = handle(
  { session: true, params: roomParams, body: newInviteBody, limit: "invite" },
  async ({ user, params: { roomId }, body }) => {
    if (!("username" in body)) return respond(newInviteAnswer, await makeLink(user, roomId, body), { status: 201 });
    const { isNew, ...made } = await invite(user, roomId, body.username);
    return respond(newInviteAnswer, made, { status: isNew ? 201 : 200 });
  },
);
