import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { findFellows } from "@/db/queries/members";
import { fellowsQuery, peopleAnswer } from "@/lib/protocol/http/members";

export const runtime = "edge";

/** The best matches for a name among the people with whom the user shares a room. */
export const GET = handle(
  { session: true, query: fellowsQuery, limit: "search" },
  async ({ user, query: { query, limit } }) =>
    respond(peopleAnswer, { users: await findFellows(database(), user.id, query, limit) }),
);
