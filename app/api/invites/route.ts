import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { ownInvites } from "@/db/queries/invites";
import { ownInvitesAnswer } from "@/lib/protocol/http/invites";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) =>
  respond(ownInvitesAnswer, { invites: await ownInvites(database(), user.id) }),
);
