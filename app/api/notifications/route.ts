import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { listNotifications } from "@/db/notifications/list";
import { notificationsAnswer, notificationsQuery } from "@/lib/protocol/http/notifications";

export const runtime = "edge";

export const GET = handle({ session: true, query: notificationsQuery, limit: "read" }, async ({ user, query }) =>
  respond(notificationsAnswer, await listNotifications(database(), user.id, query)),
);
