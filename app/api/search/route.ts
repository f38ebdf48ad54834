import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { searchMessages } from "@/db/search/search-messages";
import { searchAnswer, searchQuery } from "@/lib/protocol/http/search";

export const runtime = "edge";

export const GET = handle({ session: true, query: searchQuery, limit: "search" }, async ({ user, query }) =>
  respond(searchAnswer, await searchMessages(database(), user.id, query)),
);
