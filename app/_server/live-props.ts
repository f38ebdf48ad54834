import { cache } from "react";
import { listBlocked } from "@/db/queries/blocks";
import { BLOCKS_MAX, blocksAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { database } from "./services";

/** The props of `Live`, which wraps every page of this signed-in user. */
export async function liveProps({ id, username }: User) {
  return {
    me: { id, username },
    host: webEnv().NEXT_PUBLIC_PARTYKIT_HOST,
    blocked: await blockedBy(id),
  };
}

/** Once for each request: Next.js renders the page for unknown addresses together with every page. */
const blockedBy = cache(async (userId: string) => {
  const blocked = await listBlocked(database(), userId, BLOCKS_MAX);
  return blocksAnswer.parse({ blocked }).blocked;
});
