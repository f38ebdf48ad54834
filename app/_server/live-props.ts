import { listBlocked } from "@/db/queries/blocks";
import { BLOCKS_MAX, blocksAnswer } from "@/lib/protocol/http/members";
import type { User } from "@/lib/protocol/room";
import { webEnv } from "@/lib/server/env";
import { database } from "./services";

/** The props of `Live`, which wraps every page of this signed-in user. */
export async function liveProps({ id, username }: User) {
  const blocked = await listBlocked(database(), id, BLOCKS_MAX);
  return {
    me: { id, username },
    host: webEnv().NEXT_PUBLIC_PARTYKIT_HOST,
    blocked: blocksAnswer.parse({ blocked }).blocked,
  };
}
