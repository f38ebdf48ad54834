import { ownInvites } from "../../../db/invites";
import { ownInvitesAnswer } from "../../../lib/api";
import { handle } from "../../_server/handle";
import { respond } from "../../_server/respond";
import { database } from "../../_server/services";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) =>
  respond(ownInvitesAnswer, { invites: await ownInvites(database(), user.id) }),
);
