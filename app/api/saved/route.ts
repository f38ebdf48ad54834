import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { listSaved } from "@/db/pins/saved";
import { savedAnswer, savedQuery } from "@/lib/protocol/http/pins";

export const runtime = "edge";

export const GET = handle({ session: true, query: savedQuery, limit: "read" }, async ({ user, query }) =>
  respond(savedAnswer, await listSaved(database(), user.id, query)),
);
